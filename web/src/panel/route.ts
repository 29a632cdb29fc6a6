import { useSyncExternalStore } from "react";

// Where the person is. One closed union: a new room does not compile until every switch knows it.

export type AppTab = "overview" | "logs" | "permissions" | "details";

export type Route =
  | { readonly room: "home" }
  | { readonly room: "apps" }
  | { readonly room: "install" }
  /** owner: absent in a typed address, which means one's own app first */
  | {
      readonly room: "app";
      readonly id: string;
      readonly owner?: string | undefined;
      readonly tab: AppTab;
    }
  | { readonly room: "machine" }
  | { readonly room: "settings" }
  | { readonly room: "login" }
  | { readonly room: "sso" }
  | { readonly room: "missing"; readonly path: string };

const TABS: readonly AppTab[] = ["overview", "logs", "permissions", "details"];

export function parseRoute(path: string): Route {
  const parts = path.split("/").filter((part) => part !== "");
  const [first, second, third] = parts;
  const missing: Route = { room: "missing", path };
  switch (first) {
    case undefined:
      return { room: "home" };
    case "machine":
    case "settings":
    case "login":
      return parts.length === 1 ? { room: first } : missing;
    case "sso":
      return second === "login" && parts.length === 2 ? { room: "sso" } : missing;
    case "apps": {
      if (second === undefined) return { room: "apps" };
      if (second === "install" && parts.length === 2) return { room: "install" };
      const tab = third === undefined ? "overview" : TABS.find((t) => t === third);
      if (tab === undefined || parts.length > 3) return missing;
      const [id, owner, more] = second.split("@").map(decoded);
      if (!id || owner === "" || more !== undefined) return missing;
      return { room: "app", id, ...(owner === undefined ? {} : { owner }), tab };
    }
    default:
      return missing;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return ""; // no address that this panel wrote
  }
}

export function pathOf(route: Route): string {
  switch (route.room) {
    case "home":
      return "/";
    case "install":
      return "/apps/install";
    case "app": {
      const owner = route.owner === undefined ? "" : `@${encodeURIComponent(route.owner)}`;
      const base = `/apps/${encodeURIComponent(route.id)}${owner}`;
      // The gateway takes an address whose last part has a dot for a file's.
      const bare = route.tab === "overview" && !base.includes(".");
      return bare ? base : `${base}/${route.tab}`;
    }
    case "sso":
      return "/sso/login";
    case "missing":
      return route.path;
    default:
      return `/${route.room}`;
  }
}

const listeners = new Set<() => void>();
let current: { path: string; route: Route } | undefined;

function snapshot(): Route {
  const path = location.pathname;
  if (current?.path !== path) current = { path, route: parseRoute(path) };
  return current.route;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("popstate", listener);
  };
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, snapshot);
}

export function go(route: Route, how: "push" | "replace" = "push"): void {
  goTo(pathOf(route), how);
}

export function goTo(path: string, how: "push" | "replace" = "push"): void {
  const before = location.pathname;
  if (how === "push") history.pushState(null, "", path);
  else history.replaceState(null, "", path);
  for (const listener of listeners) listener();
  if (location.pathname !== before) scrollTo(0, 0);
}
