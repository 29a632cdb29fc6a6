import type { ReactNode } from "react";
import type { ControlPanelSystemMetrics } from "../../api/wire";
import { bytes, bytesParts, percent } from "../../base/format";
import { Plot } from "../../design/Plot";
import { type Say, useTexts } from "../../i18n";
import { range, series, storage } from "./meters";

/** What the machine remembers. */
const SPAN_MS = 10 * 60_000;

function rate(perSecond: number): string {
  return `${bytes(perSecond)}/s`;
}

interface SummaryOf {
  name: string;
  now: string;
  values: readonly number[];
  show: (value: number) => string;
}

function summary(t: Say, { name, now, values, show }: SummaryOf): string {
  const [low, high] = range(values);
  return t("metric.summary", { name, now, low: show(low), high: show(high) });
}

/** The place of the meters while the numbers are on their way. */
export function MetersWaiting({ count = 4 }: { count?: number }) {
  return (
    <div className="meters" aria-hidden="true" data-count={count}>
      {Array.from({ length: count }, (_, i) => (
        <div className="shimmer meter-waiting" key={i} />
      ))}
    </div>
  );
}

/** Four numbers with their last ten minutes: the machine at a glance. */
export function Meters({ metrics }: { metrics: ControlPanelSystemMetrics }) {
  const { t } = useTexts();
  const { cpu, memory, network, timeline } = metrics;
  const times = timeline.map((point) => point.at);
  const memoryTotal = Math.max(1, memory.total_bytes);
  const cpuLine = series(timeline, "cpu_percent");
  const memoryLine = series(timeline, "memory_percent").map((share) => (share / 100) * memoryTotal);
  const down = series(timeline, "rx_per_sec");
  const up = series(timeline, "tx_per_sec");
  const showPercent = (value: number) => `${percent(value)} %`;

  return (
    <div className="meters">
      <Meter
        name={t("metric.cpu")}
        note={<span title={cpu.model}>{t("metric.cores", { count: cpu.cores })}</span>}
        now={<Big value={percent(cpu.usage_percent)} unit="%" />}
      >
        <Plot
          times={times}
          span={SPAN_MS}
          top={100}
          lines={[{ name: "cpu", values: cpuLine, color: "var(--plot-1)", show: showPercent }]}
          summary={summary(t, {
            name: t("metric.cpu"),
            now: showPercent(cpu.usage_percent),
            values: cpuLine,
            show: showPercent,
          })}
        />
      </Meter>
      <Meter
        name={t("metric.memory")}
        note={t("metric.of", { total: bytes(memory.total_bytes) })}
        now={<Size count={memory.used_bytes} />}
        foot={t("metric.zone_uses", { size: bytes(memory.zone_bytes) })}
      >
        <Plot
          times={times}
          span={SPAN_MS}
          top={memoryTotal}
          lines={[{ name: "memory", values: memoryLine, color: "var(--plot-1)", show: bytes }]}
          summary={summary(t, {
            name: t("metric.memory"),
            now: bytes(memory.used_bytes),
            values: memoryLine,
            show: bytes,
          })}
        />
      </Meter>
      <Meter
        name={t("metric.network")}
        now={
          <div className="meter-pair">
            <div>
              <Key color="var(--plot-1)">{t("metric.down")}</Key>
              <Size count={network.rx_per_sec} per="/s" />
            </div>
            <div>
              <Key color="var(--plot-2)">{t("metric.up")}</Key>
              <Size count={network.tx_per_sec} per="/s" />
            </div>
          </div>
        }
      >
        <Plot
          times={times}
          span={SPAN_MS}
          lines={[
            { name: "down", values: down, color: "var(--plot-1)", show: rate },
            { name: "up", values: up, color: "var(--plot-2)", show: rate },
          ]}
          summary={[
            summary(t, {
              name: t("metric.down"),
              now: rate(network.rx_per_sec),
              values: down,
              show: rate,
            }),
            summary(t, {
              name: t("metric.up"),
              now: rate(network.tx_per_sec),
              values: up,
              show: rate,
            }),
          ].join(". ")}
        />
      </Meter>
      <Disks metrics={metrics} />
    </div>
  );
}

function Disks({ metrics }: { metrics: ControlPanelSystemMetrics }) {
  const { t } = useTexts();
  const { used, total } = storage(metrics.disks);
  const share = total === 0 ? 0 : (used / total) * 100;
  return (
    <Meter
      name={t("metric.storage")}
      note={t("metric.of", { total: bytes(total) })}
      now={<Size count={used} />}
    >
      <div className="stack-s">
        <div
          className={`bar tone-${diskTone(share)}`}
          role="img"
          aria-label={`${percent(share)} %`}
        >
          <span style={{ width: `${share}%` }} />
        </div>
        <span className="muted small row spread">
          <span>{t("metric.free", { size: bytes(total - used) })}</span>
          <span className="num">{percent(share)} %</span>
        </span>
      </div>
    </Meter>
  );
}

function diskTone(share: number): string {
  if (share >= 95) return "bad";
  return share >= 85 ? "warn" : "busy";
}

interface MeterProps {
  name: string;
  note?: ReactNode;
  now: ReactNode;
  foot?: ReactNode;
  children: ReactNode;
}

export function Meter({ name, note, now, foot, children }: MeterProps) {
  return (
    <section className="card meter" aria-label={name}>
      <div className="stack-s">
        <div className="row spread nowrap">
          <h3>{name}</h3>
          {note && <span className="muted small ellipsis">{note}</span>}
        </div>
        {now}
        {foot && <span className="muted small">{foot}</span>}
      </div>
      {children}
    </section>
  );
}

export function Big({ value, unit }: { value: string; unit: string }) {
  return (
    <div className="meter-now num">
      {value}
      <small>{unit}</small>
    </div>
  );
}

export function Size({ count, per = "" }: { count: number; per?: string }) {
  const [value, unit] = bytesParts(count);
  return <Big value={value} unit={`${unit}${per}`} />;
}

function Key({ color, children }: { color: string; children: ReactNode }) {
  return (
    <span className="key">
      <i style={{ background: color }} />
      {children}
    </span>
  );
}
