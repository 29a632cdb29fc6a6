import type { ControlPanelSample, ControlPanelSystemMetrics } from "../../api/wire";

/** The busiest and the quietest moment of a line. */
export function range(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 0];
  return [Math.min(...values), Math.max(...values)];
}

export function series(
  timeline: readonly ControlPanelSample[],
  key: Exclude<keyof ControlPanelSample, "at">,
) {
  return timeline.map((point) => point[key]);
}

/** All disks as one: what a person means by "how full is it". Bind mounts of one disk count once. */
export function storage(disks: ControlPanelSystemMetrics["disks"]): {
  used: number;
  total: number;
} {
  const seen = new Set<string>();
  let used = 0;
  let total = 0;
  for (const disk of disks) {
    const same = `${disk.label} ${disk.total_bytes} ${disk.used_bytes}`;
    if (seen.has(same)) continue;
    seen.add(same);
    used += disk.used_bytes;
    total += disk.total_bytes;
  }
  return { used, total };
}
