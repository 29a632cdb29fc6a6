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
  /** how much time the width stands for, in ms; the newest moment is at the right edge */
  span: number;
  /** the value at the top edge; undefined: what the lines need */
  top?: number;
  summary: string;
  height?: number;
}

const WIDTH = 300;

/** Where each moment is, 0 the left edge and 1 the right one. */
export function placesOf(times: readonly number[], span: number): number[] {
  const last = times.at(-1) ?? 0;
  return times.map((time) => 1 - (last - time) / span);
}

export function pathOf(
  values: readonly number[],
  places: readonly number[],
  top: number,
  height: number,
): string {
  if (values.length < 2) return "";
  const x = (i: number) => (places[i] ?? 0) * WIDTH;
  const y = (value: number) => height - 3 - (Math.min(value, top) / top) * (height - 8);
  return values
    .map((v, i) => `${i === 0 ? "M" : "L"}${x(i).toFixed(1)} ${y(v).toFixed(1)}`)
    .join("");
}

export function Plot({ lines, times, span, top, summary, height = 84 }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number>();
  const id = useId();
  const count = times.length;
  const places = placesOf(times, span);
  const ceiling = top ?? Math.max(1, ...lines.flatMap((line) => line.values)) * 1.15;

  function point(event: PointerEvent<HTMLDivElement>) {
    const box = frame.current?.getBoundingClientRect();
    if (!box || count < 2) return;
    const share = (event.clientX - box.left) / box.width;
    const far = places.map((place) => Math.abs(place - share));
    setAt(far.indexOf(Math.min(...far)));
  }

  const left = at === undefined ? 0 : (places[at] ?? 0) * 100;
  const begin = ((places[0] ?? 0) * WIDTH).toFixed(1);
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
          const path = pathOf(line.values, places, ceiling, height);
          return path === "" ? null : (
            <g key={line.name}>
              <path
                d={`${path}L${WIDTH} ${height}L${begin} ${height}Z`}
                fill={`url(#${id}-${i})`}
              />
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
