import { CloseButton } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { useTexts } from "../i18n";
import { ToneIcon } from "./Notice";
import type { Tone } from "./Pill";

interface Toast {
  readonly id: number;
  readonly tone: Tone;
  readonly text: string;
}

const STAYS_MS = 6_000;
let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function dismiss(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

/** Says something that needs no answer. Errors stay until closed. */
export function toast(tone: Tone, text: string): void {
  const id = nextId++;
  change([...toasts.slice(-3), { id, tone, text }]);
  if (tone !== "bad") setTimeout(() => dismiss(id), STAYS_MS);
}

export function Toasts() {
  const { t } = useTexts();
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ id, tone, text }) => (
        <div key={id} className={`toast tone-${tone}`}>
          <ToneIcon tone={tone} />
          <span className="grow break">{text}</span>
          <CloseButton size="sm" aria-label={t("common.close")} onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  );
}
