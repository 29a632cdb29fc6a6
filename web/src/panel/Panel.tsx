import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { useSession } from "../api/client";
import { refresh } from "../api/session";
import { Empty } from "../design/Empty";
import { useTexts } from "../i18n";
import { Login } from "./login/Login";
import { Missing } from "./rooms/Missing";
import { goTo, type Route, useRoute } from "./route";
import { Shell } from "./Shell";

const Home = lazy(() => import("./rooms/Home"));
const Apps = lazy(() => import("./rooms/Apps"));
const Install = lazy(() => import("./install/Install"));
const App = lazy(() => import("./app/AppRoom"));
const Machine = lazy(() => import("./rooms/Machine"));
const Settings = lazy(() => import("./rooms/Settings"));

const RETRY_MS = 3_000;

export function Panel() {
  const route = useRoute();
  if (route.room === "login" || route.room === "sso") return <Login popup={route.room === "sso"} />;
  return <Inside route={route} />;
}

function Inside({ route }: { route: Route }) {
  const session = useSession();
  const queries = useQueryClient();

  useEffect(() => {
    if (session.state === "unknown") void refresh();
    if (session.state === "out") {
      queries.clear();
      const here = location.pathname + location.search;
      const query = new URLSearchParams();
      if (session.ended || here !== "/") query.set("next", here);
      if (session.ended) query.set("ended", "1");
      goTo(query.size === 0 ? "/login" : `/login?${query}`, "replace");
    }
    if (session.state === "unreachable") {
      const timer = setTimeout(() => void refresh(), RETRY_MS);
      return () => clearTimeout(timer);
    }
  }, [session, queries]);

  switch (session.state) {
    case "in":
      return (
        <Shell route={route} user={session.user}>
          <Suspense fallback={<Waiting />}>
            <Room route={route} />
          </Suspense>
        </Shell>
      );
    case "unreachable":
      return <Unreachable />;
    default:
      return <Waiting />;
  }
}

function Room({ route }: { route: Route }) {
  switch (route.room) {
    case "home":
      return <Home />;
    case "apps":
      return <Apps />;
    case "install":
      return <Install />;
    case "app":
      return <App {...route} owner={route.owner} key={`${route.id}@${route.owner}`} />;
    case "machine":
      return <Machine />;
    case "settings":
      return <Settings />;
    case "missing":
      return <Missing path={route.path} />;
    case "login":
    case "sso":
      return null;
  }
}

function Waiting() {
  const { t } = useTexts();
  return (
    <div className="waiting" role="status">
      <span className="hidden-visually">{t("common.loading")}</span>
    </div>
  );
}

function Unreachable() {
  const { t } = useTexts();
  return (
    <main className="centre">
      <div className="card" role="alert">
        <Empty heading="h1" title={t("offline.title")} text={t("offline.text")}>
          <p className="muted small">{t("offline.check")}</p>
          <Button onClick={() => void refresh()}>{t("common.retry")}</Button>
        </Empty>
      </div>
    </main>
  );
}
