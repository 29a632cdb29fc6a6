import { IconLock, IconWorld } from "@tabler/icons-react";
import type {
  ControlPanelApp,
  ControlPanelAppDetails,
  ControlPanelComponent,
} from "../../api/wire";
import { bytes, duration, percent } from "../../base/format";
import { StatePill } from "../../design/Pill";
import { Plot } from "../../design/Plot";
import { useTexts } from "../../i18n";
import { appUrl, isBusy } from "../appUrl";
import { Big, Meter, MetersWaiting, Size } from "../home/Meters";
import { type Reading, spanOf } from "./readings";

interface Props {
  app: ControlPanelApp;
  details: ControlPanelAppDetails | undefined;
  readings: readonly Reading[];
}

export function Overview({ app, details, readings }: Props) {
  const { t } = useTexts();
  const components = details?.app.components ?? app.components;
  return (
    <div className="stack">
      {app.state === "running" && <Live details={details} readings={readings} />}
      <div className="two">
        <section className="card">
          <h2 style={{ marginBottom: 4 }}>{t("app.components")}</h2>
          <ul className="parts">
            {components.map((component) => (
              <Part key={component.name} component={component} />
            ))}
          </ul>
        </section>
        <div className="stack">
          <Addresses app={app} />
          <section className="card">
            <dl className="facts">
              <dt>{t("app.owner")}</dt>
              <dd>{app.owner_user_id}</dd>
              {app.version && (
                <>
                  <dt>{t("app.version")}</dt>
                  <dd>{app.version}</dd>
                </>
              )}
            </dl>
          </section>
        </div>
      </div>
    </div>
  );
}

/** What the whole app takes now, and since the page was opened. */
function Live({ details, readings }: Omit<Props, "app">) {
  const { t } = useTexts();
  if (details === undefined) return <MetersWaiting count={2} />;
  const { cpu_percent: cpu, memory_bytes: memory } = details;
  if (cpu === undefined || memory === undefined) return null;
  const times = readings.map(({ at }) => at);
  const showCpu = (value: number) => `${percent(value)} %`;
  const lines = {
    cpu: readings.map((reading) => reading.cpu),
    memory: readings.map((reading) => reading.memory),
  };
  return (
    <section className="meters" data-count={2} aria-labelledby="app-use">
      <h2 className="hidden-visually" id="app-use">
        {t("app.use")}
      </h2>
      <Meter
        name={t("app.cpu")}
        note={t("app.since_opened")}
        now={<Big value={percent(cpu)} unit="%" />}
      >
        <Plot
          times={times}
          span={spanOf(readings)}
          height={64}
          top={Math.max(10, ...lines.cpu) * 1.15}
          lines={[{ name: "cpu", values: lines.cpu, color: "var(--plot-1)", show: showCpu }]}
          summary={`${t("app.cpu")}: ${showCpu(cpu)}`}
        />
      </Meter>
      <Meter name={t("app.memory")} note={t("app.since_opened")} now={<Size count={memory} />}>
        <Plot
          times={times}
          span={spanOf(readings)}
          height={64}
          top={Math.max(...lines.memory, 1) * 1.5}
          lines={[{ name: "memory", values: lines.memory, color: "var(--plot-2)", show: bytes }]}
          summary={`${t("app.memory")}: ${bytes(memory)}`}
        />
      </Meter>
    </section>
  );
}

function Part({ component }: { component: ControlPanelComponent }) {
  const { t, language } = useTexts();
  const { state, health, exit_code: code, started_at: started } = component;
  const running = state === "running";
  return (
    <li className="stack-s">
      <div className="row spread">
        <span className="row" style={{ gap: 8 }}>
          <strong>{component.name}</strong>
          {state && <StatePill state={code ? "failed" : state} label={state} />}
          {running && health && health !== "none" && <StatePill state={health} />}
        </span>
        <span className="muted small num">
          {running &&
            started !== undefined &&
            t("app.up_for", { time: duration(Date.now() / 1000 - started, language) })}
          {code !== undefined && t("app.ended_ago", { code })}
        </span>
      </div>
      <code className="muted small break">{component.image}</code>
      {component.memory_bytes !== undefined && <Use component={component} />}
    </li>
  );
}

function Use({ component }: { component: ControlPanelComponent }) {
  const { t } = useTexts();
  const { memory_bytes: used = 0, memory_limit_bytes: limit, cpu_percent: cpu } = component;
  const share = limit === undefined ? 0 : Math.min(100, (used / limit) * 100);
  return (
    <dl className="use">
      <div>
        <dt>{t("app.memory")}</dt>
        <dd className="num">
          {limit === undefined
            ? bytes(used)
            : t("app.memory_of", { used: bytes(used), limit: bytes(limit) })}
        </dd>
        {limit !== undefined && (
          <dd className={`bar tone-${share >= 90 ? "bad" : share >= 75 ? "warn" : "busy"}`}>
            <span style={{ width: `${Math.max(1, share)}%` }} />
          </dd>
        )}
      </div>
      {cpu !== undefined && (
        <div>
          <dt>{t("app.cpu")}</dt>
          <dd className="num">{percent(cpu)} %</dd>
          <dd className="bar tone-busy">
            <span style={{ width: `${Math.min(100, Math.max(1, cpu))}%` }} />
          </dd>
        </div>
      )}
    </dl>
  );
}

function Addresses({ app }: { app: ControlPanelApp }) {
  const { t } = useTexts();
  const page = new URL(location.href);
  const { hosts } = app;
  // its address comes with its first start
  if (hosts.length === 0 && isBusy(app.state)) return null;
  return (
    <section className="card stack-s">
      <h2>{t("app.addresses")}</h2>
      {hosts.length === 0 && <p className="muted">{t("app.no_address")}</p>}
      {hosts.map((host) => {
        const url = appUrl({ ...app, hosts: [host] }, page);
        return (
          <a key={host} href={url} target="_blank" rel="noopener" className="break">
            {host}
          </a>
        );
      })}
      {hosts.length > 0 && (
        <span className="row muted small" style={{ gap: 6 }}>
          {app.allow_guest ? (
            <IconWorld size={16} aria-hidden="true" />
          ) : (
            <IconLock size={16} aria-hidden="true" />
          )}
          {t(app.allow_guest ? "app.guests" : "app.login_needed")}
        </span>
      )}
    </section>
  );
}
