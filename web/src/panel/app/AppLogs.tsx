import { useState } from "react";
import { useCall } from "../../api/client";
import type { ControlPanelApp } from "../../api/wire";
import { unixMs } from "../../base/format";
import { ErrorNotice } from "../../design/Notice";
import { useTexts } from "../../i18n";
import { LogView } from "./LogView";

const LINES = 500;

/** Many apps write everything to stderr, so the stream says nothing about how bad a line is. */
const TROUBLE = /\b(?:error|err|fatal|panic|exception|traceback|critical)\b/i;

export function AppLogs({ app }: { app: ControlPanelApp }) {
  const { t } = useTexts();
  const [component, setComponent] = useState("");
  const { data, error } = useCall(
    "control-panel",
    "apps.logs",
    {
      app_id: app.app_id,
      user_id: app.owner_user_id,
      lines: LINES,
      ...(component === "" ? {} : { component }),
    },
    { every: 2_500 },
  );
  const { components } = app;
  const lines = (data?.entries ?? []).map((entry) => ({
    at: unixMs(entry.at),
    who: entry.component,
    text: entry.text,
    bad: TROUBLE.test(entry.text),
  }));
  return (
    <section className="card stack-s">
      {error && !data && <ErrorNotice error={error} />}
      <LogView
        lines={lines}
        loading={data === undefined && error === null}
        extra={
          components.length > 1 && (
            <select
              className="select"
              aria-label={t("logs.component")}
              value={component}
              onChange={(event) => setComponent(event.currentTarget.value)}
            >
              <option value="">{t("logs.all")}</option>
              {components.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )
        }
      />
    </section>
  );
}
