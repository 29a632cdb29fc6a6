import {
  IconCpu,
  IconFolder,
  IconHammer,
  IconNetwork,
  IconPlugConnected,
  IconShieldLock,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ControlPanelPermission } from "../../api/wire";
import { Empty } from "../../design/Empty";
import type { Tone } from "../../design/Pill";
import { said, useTexts } from "../../i18n";

const RISK_TONES: Record<string, Tone> = { low: "ok", medium: "warn", high: "bad", refused: "bad" };

export function riskTone(risk: string): Tone {
  return RISK_TONES[risk] ?? "rest";
}

function iconOf(kind: string) {
  if (/path|folder|mount|volume/.test(kind)) return IconFolder;
  if (/device|gpu/.test(kind)) return IconCpu;
  if (/port/.test(kind)) return IconPlugConnected;
  if (/network/.test(kind)) return IconNetwork;
  if (/capab|privileg/.test(kind)) return IconHammer;
  return IconShieldLock;
}

interface Props {
  permission: ControlPanelPermission;
  /** the switch, when it can still be decided */
  control?: ReactNode;
}

/** One thing an app may do, in plain words, with how much it matters. */
export function Grant({ permission, control }: Props) {
  const { t } = useTexts();
  const Icon = iconOf(permission.kind);
  const risk = permission.risk;
  const known = risk === "low" || risk === "medium" || risk === "high" || risk === "refused";
  return (
    <li className={`grant tone-${riskTone(risk)}`}>
      <span className="grant-icon">
        <Icon size={21} stroke={1.7} aria-hidden="true" />
      </span>
      <div className="grow">
        <div className="row" style={{ gap: 8 }}>
          <strong className="break">{said(permission.title)}</strong>
          <span className="tag">{known ? t(`risk.${risk}`) : risk}</span>
          {permission.required && risk !== "refused" && (
            <span className="tag tone-rest">{t("install.required")}</span>
          )}
        </div>
        {permission.detail && <p className="muted small break">{said(permission.detail)}</p>}
        <code className="muted small break">{permission.id}</code>
      </div>
      {control}
    </li>
  );
}

export function Granted({ permissions }: { permissions: readonly ControlPanelPermission[] }) {
  const { t } = useTexts();
  return (
    <section className="card">
      {permissions.length === 0 ? (
        <Empty title={t("app.tab_permissions")} text={t("app.no_permissions")} />
      ) : (
        <ul className="grants">
          {permissions.map((permission) => (
            <Grant key={permission.id} permission={permission} />
          ))}
        </ul>
      )}
    </section>
  );
}
