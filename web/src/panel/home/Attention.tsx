import type { ControlPanelSystemStatus } from "../../api/wire";
import { Notice } from "../../design/Notice";
import { said, useTexts } from "../../i18n";

/** Every red or yellow thing with its cause and what to do about it. */
export function Attention({ warnings }: { warnings: ControlPanelSystemStatus["warnings"] }) {
  const { t, tOr } = useTexts();
  if (warnings.length === 0) return null;
  return (
    <section className="stack-s" aria-label={t("home.attention_label")}>
      {warnings.map((warning) => (
        <Notice
          key={`${warning.label} ${warning.message}`}
          tone={warning.severity === "critical" ? "bad" : "warn"}
          title={tOr("warning", warning.label)}
        >
          <span>{said(warning.message)}</span>
          {warning.next_step && (
            <span className="step-line">
              {t("error.next")}: {said(warning.next_step)}
            </span>
          )}
        </Notice>
      ))}
    </section>
  );
}
