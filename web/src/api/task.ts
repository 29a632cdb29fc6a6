import { useEffect, useState } from "react";
import { call } from "./client";
import type { TaskManagerTask } from "./wire";

const WAIT_MS = 10_000;
const PAUSE_MS = 400;
const AFTER_ERROR_MS = 3_000;

export function isOver(task: TaskManagerTask): boolean {
  return task.status === "Completed" || task.status === "Failed" || task.status === "Canceled";
}

/** Follows a task to its end. The service answers when it changed, so nothing is polled. */
export function useTask(id: number): TaskManagerTask | undefined {
  const [task, setTask] = useState<TaskManagerTask>();
  useEffect(() => {
    const stop = new AbortController();
    void follow(id, stop.signal, setTask);
    return () => stop.abort();
  }, [id]);
  return task;
}

async function follow(
  id: number,
  signal: AbortSignal,
  show: (task: TaskManagerTask) => void,
): Promise<void> {
  let known = 0;
  while (!signal.aborted) {
    await whileHidden(signal);
    try {
      const params = { id, known_revision: known, timeout_ms: WAIT_MS };
      const seen = await call("task-manager", "wait_task", params, { signal });
      known = seen.revision;
      if (signal.aborted) return;
      show(seen.task);
      if (isOver(seen.task)) return;
      await pause(PAUSE_MS);
    } catch {
      if (!signal.aborted) await pause(AFTER_ERROR_MS);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** Resolves at once when the page is seen, else when it is seen again or the wait is given up. */
function whileHidden(signal: AbortSignal): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((done) => {
    const seen = () => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener("visibilitychange", seen);
      done();
    };
    document.addEventListener("visibilitychange", seen);
    signal.addEventListener("abort", seen, { once: true });
  });
}
