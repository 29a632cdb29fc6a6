import { Button, Modal } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCircle,
  IconCircleCheck,
  IconCircleX,
  IconLoader2,
} from "@tabler/icons-react";
import { useState } from "react";
import { useCall } from "../../api/client";
import type {
  ControlPanelPhase,
  ControlPanelProgram,
  ControlPanelServiceState,
  ControlPanelSystemStatus,
} from "../../api/wire";
import { bytes, clockSeconds, duration, percent, unixMs } from "../../base/format";
import { CopyButton } from "../../design/Copy";
import { ErrorNotice, Notice } from "../../design/Notice";
import { StatePill, toneOf } from "../../design/Pill";
import { said, useTexts } from "../../i18n";
import { LogView } from "../app/LogView";
import { Attention } from "../home/Attention";
import { Meters, MetersWaiting } from "../home/Meters";
import { CardWaiting, Room } from "../Room";

export default function Machine() {
  const { t, language } = useTexts();
  const overview = useCall("control-panel", "system.overview", {}, { every: 15_000 });
  const status = useCall("control-panel", "system.status", {}, { every: 4_000 });
  const metrics = useCall("control-panel", "system.metrics", { lite: false }, { every: 5_000 });
  const [logsOf, setLogsOf] = useState<string>();
  const machine = overview.data;
  return (
    <Room
      title={machine?.node ?? t("machine.title")}
      lead={
        machine && (
          <span className="row">
            {status.data && <StatePill state={status.data.state} />}
            <span>{machine.os}</span>
            <span>·</span>
            <span>{t("machine.up", { time: duration(machine.uptime_seconds, language) })}</span>
          </span>
        )
      }
    >
      {status.error && !status.data && <ErrorNotice error={status.error} />}
      {status.data && (
        <Attention warnings={status.data.warnings.filter(({ label }) => label !== ENGINE)} />
      )}
      <h2 className="hidden-visually">{t("home.resources")}</h2>
      {metrics.data && <Meters metrics={metrics.data} />}
      {!metrics.data && !metrics.error && <MetersWaiting />}
      <div className="two">
        <div className="stack">
          {!metrics.data && !metrics.error && <CardWaiting height={230} />}
          {metrics.data && <Programs programs={metrics.data.programs} onLogs={setLogsOf} />}
          {!status.data && !status.error && <CardWaiting height={310} />}
          {status.data && <Services services={status.data.services} />}
        </div>
        <div className="stack">
          {!status.data && !status.error && <CardWaiting height={370} />}
          {status.data && <Phases phases={status.data.phases} />}
          {status.data && <Engine status={status.data} />}
          {machine && (
            <section className="card stack-s">
              <h2>{t("machine.zone")}</h2>
              <dl className="facts">
                <dt>{t("machine.address")}</dt>
                <dd>{machine.zone_host}</dd>
                <dt>{t("machine.did")}</dt>
                <dd className="mono">{machine.zone_did}</dd>
                <dt>{t("machine.version")}</dt>
                <dd>{machine.version}</dd>
              </dl>
            </section>
          )}
        </div>
      </div>
      <Modal
        opened={logsOf !== undefined}
        onClose={() => setLogsOf(undefined)}
        size="xl"
        title={t("machine.logs", { name: logsOf ?? "" })}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        {logsOf !== undefined && <ProgramLogs service={logsOf} />}
      </Modal>
    </Room>
  );
}

function Programs({
  programs,
  onLogs,
}: {
  programs: readonly ControlPanelProgram[];
  onLogs: (name: string) => void;
}) {
  const { t, language } = useTexts();
  const total = programs.reduce((sum, program) => sum + program.rss_bytes, 0);
  const now = Date.now();
  return (
    <section className="card">
      <h2>{t("machine.programs")}</h2>
      <p className="muted" style={{ marginBottom: 10 }}>
        {t("machine.programs_text", { total: bytes(total) })}
      </p>
      <div className="table-wrap">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("machine.program")}</th>
              <th scope="col">{t("app.state")}</th>
              <th scope="col" className="right">
                {t("machine.memory")}
              </th>
              <th scope="col" className="right">
                {t("machine.cpu")}
              </th>
              <th scope="col" className="right">
                {t("machine.pid")}
              </th>
              <th scope="col" className="right">
                {t("machine.restarts")}
              </th>
              <th scope="col" className="right">
                {t("machine.since")}
              </th>
            </tr>
          </thead>
          <tbody>
            {programs.map((program) => (
              <tr key={program.name}>
                <td>
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    onClick={() => onLogs(program.name)}
                    aria-label={t("machine.logs", { name: program.name })}
                  >
                    {program.name}
                  </Button>
                </td>
                <td>
                  <StatePill state={program.state} />
                </td>
                <td className="right num">{bytes(program.rss_bytes)}</td>
                <td className="right num">{percent(program.cpu_percent)} %</td>
                <td className="right num muted">{program.pid > 0 ? program.pid : "–"}</td>
                <td className="right num">{program.restarts}</td>
                <td className="right num muted" style={{ whiteSpace: "nowrap" }}>
                  {duration((now - unixMs(program.since)) / 1000, language)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Services({ services }: { services: readonly ControlPanelServiceState[] }) {
  const { t, tOr } = useTexts();
  if (services.length === 0) return null;
  return (
    <section className="card">
      <h2 style={{ marginBottom: 4 }}>{t("machine.services")}</h2>
      <ul className="parts">
        {services.map((service) => (
          <li key={service.name} className="row spread nowrap">
            <span className="grow">
              <strong>{service.name}</strong>
              <br />
              <span className="muted small break">
                {said(service.detail) || tOr("service", service.name)}
              </span>
            </span>
            <StatePill state={service.status} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const PHASE_ICONS = {
  done: IconCircleCheck,
  running: IconLoader2,
  failed: IconCircleX,
  waiting: IconCircle,
} as const;

function phaseIcon(state: string) {
  return state in PHASE_ICONS ? PHASE_ICONS[state as keyof typeof PHASE_ICONS] : IconAlertTriangle;
}

function Phases({ phases }: { phases: readonly ControlPanelPhase[] }) {
  const { t, tOr, language } = useTexts();
  return (
    <section className="card">
      <h2>{t("machine.boot")}</h2>
      <p className="muted" style={{ marginBottom: 14 }}>
        {t("machine.boot_text")}
      </p>
      {phases.length === 0 && <p className="muted">{t("machine.no_phases")}</p>}
      <ol className="phases">
        {phases.map((phase) => {
          const Icon = phaseIcon(phase.state);
          return (
            <li
              key={phase.name}
              className={`tone-${toneOf(phase.state === "running" ? "starting" : phase.state)}`}
            >
              <Icon size={23} aria-hidden="true" />
              <span>
                {tOr("phase", phase.name)}
                <span className="hidden-visually">: {tOr("state", phase.state)}</span>
              </span>
              <span className="muted small num">
                {phase.at > 0 ? clockSeconds(unixMs(phase.at), language) : ""}
              </span>
              {phase.detail && (
                <span className="muted small break" style={{ gridColumn: 2 }}>
                  {said(phase.detail)}
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

const INSTALL_ENGINE = "sudo apt install docker.io";
const ENGINE = "engine";
const NO_DAEMON = "bucky-node";

/** The node daemon warns while no engine answers; without the daemon nobody knows. */
function Engine({ status }: { status: ControlPanelSystemStatus }) {
  const { t } = useTexts();
  const missing = status.warnings.find(({ label }) => label === ENGINE);
  if (missing === undefined && status.warnings.some(({ label }) => label === NO_DAEMON))
    return null;
  return (
    <section className="card stack-s">
      <div className="row spread">
        <h2>{t("machine.engine")}</h2>
        <StatePill state={missing === undefined ? "running" : "down"} />
      </div>
      {missing === undefined ? (
        <p className="muted">{t("machine.engine_ok")}</p>
      ) : (
        <Notice tone="warn" title={t("machine.engine_absent")}>
          <span>{t("machine.engine_absent_text")}</span>
          <span className="command">
            <code>{INSTALL_ENGINE}</code>
            <CopyButton text={INSTALL_ENGINE} />
          </span>
          <span className="step-line">{t("machine.engine_after")}</span>
          <span className="muted small">{said(missing.message)}</span>
        </Notice>
      )}
    </section>
  );
}

function ProgramLogs({ service }: { service: string }) {
  const { data, error } = useCall(
    "control-panel",
    "system.logs.query",
    { service, lines: 500 },
    { every: 3_000 },
  );
  if (error && !data) return <ErrorNotice error={error} />;
  const lines = (data?.entries ?? []).map((entry) => ({
    at: Date.parse(entry.timestamp),
    who: entry.level,
    text: entry.message || entry.raw,
    bad: /error|severe|fatal/i.test(entry.level),
  }));
  return <LogView lines={lines} loading={data === undefined} />;
}
