const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** 1536 -> ["1.5", "KiB"]: three digits are enough to decide anything. */
export function bytesParts(bytes: number): [string, string] {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 99.5 ? 0 : 1;
  return [value.toFixed(digits), UNITS[unit] ?? "B"];
}

export function bytes(count: number): string {
  return bytesParts(count).join(" ");
}

export function percent(value: number): string {
  return value >= 9.95 || value === 0 ? value.toFixed(0) : value.toFixed(1);
}

/** The two largest parts of a duration, in the person's language: "3 hr, 12 min". */
export function duration(seconds: number, language: string): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts: [number, "day" | "hour" | "minute" | "second"][] = [
    [Math.floor(whole / 86_400), "day"],
    [Math.floor(whole / 3_600) % 24, "hour"],
    [Math.floor(whole / 60) % 60, "minute"],
    [whole % 60, "second"],
  ];
  const first = Math.max(
    0,
    parts.findIndex(([count]) => count > 0),
  );
  const shown = (whole === 0 ? parts.slice(-1) : parts.slice(first, first + 2)).filter(
    ([count], i) => i === 0 || count > 0,
  );
  return shown
    .map(([count, unit]) =>
      new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(count),
    )
    .join(" ");
}

export function clock(at: string | number | Date, language: string): string {
  return new Date(at).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
}

export function clockSeconds(at: string | number | Date, language: string): string {
  return new Date(at).toLocaleTimeString(language, { hour12: false });
}

/** Services give some times in seconds and some in milliseconds; both are unix time. */
export function unixMs(at: number): number {
  return at < 100_000_000_000 ? at * 1000 : at;
}
