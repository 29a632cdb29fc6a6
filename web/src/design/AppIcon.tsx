import { useState } from "react";

// Pairs of colours that stay apart from each other and carry white letters.
const PAIRS: readonly (readonly [string, string])[] = [
  ["#1f9aa0", "#0a4f63"],
  ["#3f7fd0", "#22408c"],
  ["#d9764a", "#8f3a2b"],
  ["#4f9d69", "#1f5a45"],
  ["#b0579b", "#6a2c6e"],
  ["#c4553f", "#7a2440"],
  ["#7a6bd0", "#43378f"],
  ["#b98a2f", "#74521a"],
  ["#5b7f95", "#2c4657"],
  ["#2f8f86", "#1c5568"],
];

export function hashOf(text: string): number {
  let hash = 2_166_136_261;
  for (const char of text) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619);
  }
  // Short names differ little: spread what they differ in over all bits.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** One or two letters; one character for scripts that need no more. */
export function lettersOf(name: string): string {
  const words = name.split(/[\s\-_.]+/).filter((word) => word !== "");
  const first = [...(words[0] ?? "?")];
  const head = first[0] ?? "?";
  if (/[\u2e80-\u9fff\uac00-\ud7af]/.test(head)) return head;
  const second = words.length > 1 ? [...(words[1] ?? "")][0] : first[1]?.toLowerCase();
  return head.toUpperCase() + (words.length > 1 ? (second ?? "").toUpperCase() : (second ?? ""));
}

interface Props {
  id: string;
  name: string;
  url?: string | null | undefined;
  /** pixels, or a CSS length */
  size?: number | string;
}

export function AppIcon({ id, name, url, size = 72 }: Props) {
  const [broken, setBroken] = useState(false);
  return (
    <span
      className="app-icon"
      style={{ "--size": typeof size === "number" ? `${size}px` : size } as React.CSSProperties}
      aria-hidden="true"
    >
      {url && !broken ? (
        <img src={url} alt="" onError={() => setBroken(true)} loading="lazy" />
      ) : (
        <Drawn id={id} name={name} />
      )}
    </span>
  );
}

function Drawn({ id, name }: { id: string; name: string }) {
  const hash = hashOf(id);
  const [from, to] = PAIRS[hash % PAIRS.length] ?? ["#1f9aa0", "#0a4f63"];
  const gradient = `g${hash.toString(36)}`;
  const x = 20 + ((hash >>> 8) % 60);
  const y = 58 + ((hash >>> 14) % 30);
  const r = 30 + ((hash >>> 20) % 18);
  return (
    <svg viewBox="0 0 100 100" role="presentation" focusable="false">
      <defs>
        <linearGradient id={gradient} x1="0" y1="0" x2="0.6" y2="1">
          <stop offset="0" stopColor={from} />
          <stop offset="1" stopColor={to} />
        </linearGradient>
      </defs>
      <rect width="100" height="100" fill={`url(#${gradient})`} />
      <circle cx={x} cy={y} r={r} fill="#fff" opacity="0.09" />
      <circle cx={x} cy={y} r={r + 22} fill="#fff" opacity="0.06" />
      <path d="M0 0h100v38C70 50 30 26 0 42z" fill="#fff" opacity="0.08" />
      <text
        x="50"
        y="52"
        textAnchor="middle"
        dominantBaseline="central"
        fill="#fff"
        fontSize="42"
        fontWeight="640"
        letterSpacing="-1"
        fontFamily="var(--font)"
      >
        {lettersOf(name)}
      </text>
    </svg>
  );
}
