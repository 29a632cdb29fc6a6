import { useEffect, useState } from "react";
import type { ControlPanelAppDetails } from "../../api/wire";

/** What an app took at one moment. */
export interface Reading {
  readonly at: number;
  readonly memory: number;
  readonly cpu: number;
}

/** What the plots show at most, and at least: the first seconds would be nothing in five minutes. */
export const SPAN_MS = 5 * 60_000;
const LEAST_SPAN_MS = 60_000;

export function spanOf(readings: readonly Reading[]): number {
  const [first, last] = [readings[0], readings.at(-1)];
  if (first === undefined || last === undefined) return LEAST_SPAN_MS;
  return Math.min(SPAN_MS, Math.max(LEAST_SPAN_MS, last.at - first.at));
}

/** The readings within the span, with the new one at the end. */
export function withReading(
  before: readonly Reading[],
  details: Pick<ControlPanelAppDetails, "memory_bytes" | "cpu_percent">,
  at: number,
): readonly Reading[] {
  const { memory_bytes: memory, cpu_percent: cpu } = details;
  if (memory === undefined || cpu === undefined || before.at(-1)?.at === at) return before;
  return [...before.filter((reading) => reading.at > at - SPAN_MS), { at, memory, cpu }];
}

/** Remembers what was read while the page is open: nothing is measured for nobody. */
export function useReadings(
  details: ControlPanelAppDetails | undefined,
  at: number,
): readonly Reading[] {
  const [readings, setReadings] = useState<readonly Reading[]>([]);
  useEffect(() => {
    if (details !== undefined) setReadings((before) => withReading(before, details, at));
  }, [details, at]);
  return readings;
}
