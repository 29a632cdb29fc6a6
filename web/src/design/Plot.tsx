import { type PointerEvent, useId, useRef, useState } from "react";

// A small live plot in SVG: enough for "is it busy, since when". It shows the line under the pointer
// and says the same in words for people who do not see it.

export interface Line {
  readonly name: string;
  readonly values: readonly number[];
  readonly color: string;
  readonly show: (value: number) => string;
}

interface Props {
  lines: readonly Line[];
  times: readonly number[];
  /** the value at the top edge; undefined: what the lines need */
  top?: number;
  summary: string;
  height?: number;
}

const WIDTH = 300;

export function pathOf(values: readonly number[], top: number, height: number): string {
  if (values.length < 2) return "";
  const dx = WIDTH / (values.length - 1);
  const y = (value: number) => height - 3 - (Math.min(value, top) / top) * (height - 8);
  return values
    .map((v, i) => `${i === 0 ? "M" : "L"}${(i * dx).toFixed(1)} ${y(v).toFixed(1)}`)
    .join("");
}

export function Plot({ lines, times, top, summary, height = 84 }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number>();
  const id = useId();
  const count = times.length;
  const ceiling = top ?? Math.max(1, ...lines.flatMap((line) => line.values)) * 1.15;

  function point(event: PointerEvent<HTMLDivElement>) {
    const box = frame.current?.getBoundingClientRect();
    if (!box || count < 2) return;
    const share = (event.clientX - box.left) / box.width;
    setAt(Math.max(0, Math.min(count - 1, Math.round(share * (count - 1)))));
  }

  const left = at === undefined || count < 2 ? 0 : (at / (count - 1)) * 100;
  return (
    <div
      className="plot"
      ref={frame}
      onPointerMove={point}
      onPointerLeave={() => setAt(undefined)}
      style={{ height }}
      role="img"
      aria-label={summary}
    >
      <svg viewBox={`0 0 ${WIDTH} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <defs>
          {lines.map((line, i) => (
            <linearGradient key={line.name} id={`${id}-${i}`} x1="0" y1="0" x2="0" y2="1">
              <stop offset="0" stopColor={line.color} stopOpacity="0.32" />
              <stop offset="1" stopColor={line.color} stopOpacity="0.02" />
            </linearGradient>
          ))}
        </defs>
        {[0.25, 0.5, 0.75].map((share) => (
          <line
            key={share}
            x1="0"
            x2={WIDTH}
            y1={height * share}
            y2={height * share}
            className="plot-grid"
          />
        ))}
        {lines.map((line, i) => {
          const path = pathOf(line.values, ceiling, height);
          return path === "" ? null : (
            <g key={line.name}>
              <path d={`${path}L${WIDTH} ${height}L0 ${height}Z`} fill={`url(#${id}-${i})`} />
              <path d={path} className="plot-line" stroke={line.color} />
            </g>
          );
        })}
      </svg>
      {at !== undefined && times[at] !== undefined && (
        <>
          <span className="plot-rule" style={{ left: `${left}%` }} />
          <span
            className="plot-tip num"
            style={left > 60 ? { right: `${100 - left}%` } : { left: `${left}%` }}
          >
            <span className="muted">{new Date(times[at]).toLocaleTimeString()}</span>
            {lines.map((line) => (
              <span key={line.name}>
                <i style={{ background: line.color }} /> {line.show(line.values[at] ?? 0)}
              </span>
            ))}
          </span>
        </>
      )}
    </div>
  );
}
