import type { ControlPanelApp } from "../api/wire";

/** Where an app opens: its first host, with this page's scheme and port. */
export function appUrl(
  app: Pick<ControlPanelApp, "hosts" | "url_path">,
  page: URL,
): string | undefined {
  const host = app.hosts[0];
  if (host === undefined || host === "") return undefined;
  const port = page.port === "" || host.includes(":") ? "" : `:${page.port}`;
  const path = app.url_path?.startsWith("/") ? app.url_path : "/";
  return `${page.protocol}//${host}${port}${path}`;
}

/** States in which something is going on and the next state comes by itself. */
export function isBusy(state: string): boolean {
  return ["installing", "starting", "stopping", "removing"].includes(state);
}
