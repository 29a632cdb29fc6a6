import { Button } from "@mantine/core";
import { useCall, useSession } from "../../api/client";
import type { ControlPanelSystemStatus } from "../../api/wire";
import { Empty } from "../../design/Empty";
import { ErrorNotice } from "../../design/Notice";
import { Pill } from "../../design/Pill";
import { useTexts } from "../../i18n";
import { Attention } from "../home/Attention";
import { Meters, MetersWaiting } from "../home/Meters";
import { Tiles } from "../home/Tiles";
import { Link } from "../Link";
import { useTitle } from "../Room";
import { go } from "../route";

export default function Home() {
  const { t } = useTexts();
  useTitle(t("nav.home"));
  const status = useCall("control-panel", "system.status", {}, { every: 5_000 });
  return (
    <div className="room appear">
      <header className="home-top">
        <Greeting />
        {status.data && <Health status={status.data} />}
      </header>
      {status.data && <Attention warnings={status.data.warnings} />}
      <AppsPart />
      <Resources />
    </div>
  );
}

function Greeting() {
  const { t } = useTexts();
  const session = useSession();
  const name = session.state === "in" ? session.user.show_name || session.user.user_id : "";
  const hour = new Date().getHours();
  const part =
    hour < 5
      ? "home.night"
      : hour < 12
        ? "home.morning"
        : hour < 18
          ? "home.afternoon"
          : "home.evening";
  return <h1>{t(part, { name })}</h1>;
}

function Health({ status }: { status: ControlPanelSystemStatus }) {
  const { t } = useTexts();
  const { warnings, state } = status;
  const host = location.hostname;
  const well = state === "online" && warnings.length === 0;
  return (
    <div className="row" role="status">
      <Link to={{ room: "machine" }} style={{ textDecoration: "none" }}>
        {well && <Pill tone="ok">{t("home.well")}</Pill>}
        {!well && state === "critical" && <Pill tone="bad">{t("home.critical")}</Pill>}
        {!well && state !== "critical" && (
          <Pill tone="warn">{t("home.attention", { count: Math.max(1, warnings.length) })}</Pill>
        )}
      </Link>
      <span className="muted">{host}</span>
    </div>
  );
}

function AppsPart() {
  const { t } = useTexts();
  const { data, error } = useCall("control-panel", "apps.list", {}, { every: 4_000 });
  return (
    <section aria-label={t("home.apps")}>
      <div className="section-head">
        <h2>{t("home.apps")}</h2>
      </div>
      {error && !data && <ErrorNotice error={error} />}
      {!data && !error && <TilesWaiting />}
      {data && data.apps.length === 0 && (
        <div className="card">
          <Empty title={t("home.no_apps_title")} text={t("home.no_apps_text")}>
            <Button size="md" onClick={() => go({ room: "install" })}>
              {t("apps.install")}
            </Button>
          </Empty>
        </div>
      )}
      {data && data.apps.length > 0 && <Tiles apps={data.apps} />}
    </section>
  );
}

function TilesWaiting() {
  return (
    <div className="tiles" aria-hidden="true">
      {[0, 1, 2].map((i) => (
        <div className="tile" key={i}>
          <span
            className="shimmer"
            style={{ width: "var(--tile)", height: "var(--tile)", borderRadius: "27%" }}
          />
        </div>
      ))}
    </div>
  );
}

function Resources() {
  const { t } = useTexts();
  const { data, error } = useCall(
    "control-panel",
    "system.metrics",
    { lite: false },
    { every: 5_000 },
  );
  return (
    <section aria-label={t("home.resources")}>
      <div className="section-head">
        <h2>{t("home.resources")}</h2>
        <span className="muted small">{t("home.last_minutes")}</span>
      </div>
      {data && <Meters metrics={data} />}
      {error && !data && <ErrorNotice error={error} />}
      {!data && !error && <MetersWaiting />}
    </section>
  );
}
