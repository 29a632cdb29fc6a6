import type { ReactNode } from "react";
import { useTexts } from "../i18n";

export type Tone = "ok" | "warn" | "bad" | "busy" | "rest";

const TONES: Record<string, Tone> = {
  running: "ok",
  ready: "ok",
  online: "ok",
  healthy: "ok",
  done: "ok",
  started: "ok",
  completed: "ok",
  installing: "busy",
  starting: "busy",
  stopping: "busy",
  removing: "busy",
  booting: "busy",
  pending: "busy",
  stopped: "rest",
  exited: "rest",
  created: "rest",
  paused: "warn",
  dead: "bad",
  waiting: "rest",
  inactive: "rest",
  warning: "warn",
  degraded: "warn",
  backoff: "warn",
  restarting: "warn",
  unhealthy: "bad",
  critical: "bad",
  down: "bad",
  failed: "bad",
  gave_up: "bad",
  error: "bad",
};

export function toneOf(state: string): Tone {
  return TONES[state.toLowerCase().replace(/[ -]/g, "_")] ?? "rest";
}

export function Pill({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`pill tone-${tone}`}>
      <span className="dot" aria-hidden="true" />
      {children}
    </span>
  );
}

/**
 * A state as a server names it, in the person's language; `label` is its word where the colour is
 * that of another one.
 */
export function StatePill({ state, label }: { state: string; label?: string }) {
  const { tOr } = useTexts();
  return <Pill tone={toneOf(state)}>{tOr("state", label ?? state)}</Pill>;
}
