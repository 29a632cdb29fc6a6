import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { useSession } from "../../api/client";
import { refresh } from "../../api/session";
import { Logo } from "../../design/Logo";
import { Notice } from "../../design/Notice";
import { useTexts } from "../../i18n";
import { useTitle } from "../Room";
import type { Rest } from "./actions";
import { Continue } from "./Continue";
import { LoginForm } from "./LoginForm";
import { zoneHostOf } from "./redirect";
import { isHere, type Leading, otherDoor, PANEL_APP, targetOf } from "./target";

const RETRY_MS = 3_000;

export function Login({ popup }: { popup: boolean }) {
  const { t } = useTexts();
  const [target] = useState(() => targetOf(new URL(location.href), popup));
  const zone = zoneHostOf(location.hostname);
  useTitle(t("login.submit"));
  return (
    <main className="centre">
      <div className="card gate appear">
        <header>
          <Logo size={60} />
          <h1>{t("login.title")}</h1>
          <p className="muted break">
            {target.kind !== "foreign" && target.app !== PANEL_APP
              ? t("login.to", { app: target.app })
              : t("login.zone", { zone })}
          </p>
        </header>
        {target.kind === "foreign" ? (
          <Notice tone="bad" title={t("error.title")} live>
            <span>{t("login.foreign")}</span>
          </Notice>
        ) : (
          <Steps target={target} />
        )}
      </div>
    </main>
  );
}

/** Who is logged in here decides: go on in that account, look at the other door, or ask. */
function Steps({ target }: { target: Leading }) {
  const { t } = useTexts();
  const session = useSession();
  const [other, setOther] = useState(false);
  const [rest, setRest] = useState<Rest>();
  const page = new URL(location.href);
  const door = session.state === "out" ? otherDoor(page, target.kind === "popup")?.href : undefined;

  useEffect(() => {
    if (session.state === "unknown") void refresh();
    if (session.state === "unreachable") {
      const timer = setTimeout(() => void refresh(), RETRY_MS);
      return () => clearTimeout(timer);
    }
    if (door !== undefined) location.replace(door);
  }, [session, door]);

  if (rest === "popup-done") return <Notice tone="ok" title={t("login.popup_done")} live />;
  if (rest === "popup-lost") return <Notice tone="warn" title={t("login.popup_lost")} live />;
  if (session.state === "in" && !other) {
    return (
      <Continue
        target={target}
        user={session.user}
        onEnded={() => void refresh()}
        onOther={() => setOther(true)}
        onDone={setRest}
      />
    );
  }
  if (session.state === "unreachable") {
    return (
      <Notice
        tone="warn"
        title={t("offline.title")}
        action={<Button onClick={() => void refresh()}>{t("common.retry")}</Button>}
        live
      >
        <span>{t("offline.text")}</span>
      </Notice>
    );
  }
  if (session.state === "unknown" || door !== undefined) {
    return (
      <div className="waiting" role="status">
        <span className="hidden-visually">{t("common.loading")}</span>
      </div>
    );
  }
  return <LoginForm target={target} appOnly={other && !isHere(target, page)} onDone={setRest} />;
}
