import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { isOver, useTask } from "../../api/task";
import type { ControlPanelApp } from "../../api/wire";
import { Notice } from "../../design/Notice";
import { toast } from "../../design/toast";
import { said, useTexts } from "../../i18n";

/** A piece of work that takes a while: how far, what now, and how it ended. */
export function TaskProgress({ app, taskId }: { app: ControlPanelApp; taskId: number }) {
  const { t, tOr } = useTexts();
  const task = useTask(taskId);
  const ready = task?.status === "Completed" && app.state === "installing";
  const over = task !== undefined && isOver(task);
  const queries = useQueryClient();
  useEffect(() => {
    if (over) void queries.invalidateQueries({ queryKey: ["control-panel", "apps.list"] });
  }, [over, queries]);
  useEffect(() => {
    if (ready) toast("ok", t("appstate.done", { app: app.show_name }));
  }, [ready, t, app.show_name]);
  if (task && isOver(task)) {
    if (task.status === "Completed") return null;
    return (
      <Notice
        tone="bad"
        title={t(task.status === "Failed" ? "appstate.failed" : "appstate.canceled")}
        live
      >
        {task.message && <span>{said(task.message)}</span>}
        <span className="step-line">
          {t("error.next")}: {t("appstate.remove_failed")}
        </span>
      </Notice>
    );
  }
  const share = Math.round(task?.progress ?? 0);
  const title =
    app.state === "installing"
      ? t("appstate.install_progress", { app: app.show_name })
      : tOr("state", app.state);
  return (
    <section className="card stack-s" aria-label={title}>
      <div className="row spread">
        <h2>{title}</h2>
        <span className="num muted">{share} %</span>
      </div>
      <div
        className="bar"
        role="progressbar"
        aria-valuenow={share}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-label={title}
      >
        <span style={{ width: `${Math.max(2, share)}%` }} />
      </div>
      <p className="muted small break" role="status" aria-live="polite">
        {said(task?.message || app.detail) || t("app.working")}
      </p>
    </section>
  );
}
