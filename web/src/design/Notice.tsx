import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconInfoCircle,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { KrpcError } from "../api/krpc";
import { type Say, said, useTexts } from "../i18n";
import type { Tone } from "./Pill";

const ICONS = {
  ok: IconCircleCheck,
  warn: IconAlertTriangle,
  bad: IconCircleX,
  busy: IconInfoCircle,
  rest: IconInfoCircle,
} as const;

export function ToneIcon({ tone, size = 20 }: { tone: Tone; size?: number }) {
  const Icon = ICONS[tone];
  return <Icon size={size} aria-hidden="true" />;
}

interface Props {
  tone: Tone;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  /** true: read out when it appears */
  live?: boolean;
}

export function Notice({ tone, title, children, action, live }: Props) {
  return (
    <div className={`notice tone-${tone}`} role={live ? "alert" : undefined}>
      <ToneIcon tone={tone} />
      <div className="notice-body break">
        <strong>{title}</strong>
        {children}
      </div>
      {action}
    </div>
  );
}

/** What went wrong in words that lead on. */
export function explain(error: unknown, t: Say): string {
  if (!(error instanceof KrpcError)) return String(error);
  switch (error.kind) {
    case "session":
      return t("error.session");
    case "denied":
      return error.message === ""
        ? t("error.denied")
        : `${t("error.denied")} (${said(error.message)})`;
    case "unreachable":
      return t("error.unreachable");
    case "malformed":
      return t("error.malformed");
    case "password":
      return t("login.wrong");
    case "rejected":
      return said(error.message);
  }
}

export function ErrorNotice({ error, action }: { error: unknown; action?: ReactNode }) {
  const { t } = useTexts();
  return (
    <Notice tone="bad" title={t("error.title")} live action={action}>
      <span>{explain(error, t)}</span>
    </Notice>
  );
}
