import { KrpcError } from "./krpc";
import type { ControlPanelUserInfo } from "./wire";

// The panel's session. The refresh token lives in an HttpOnly cookie that no script sees; what the
// page holds is a short-lived session token, in memory only, from POST /sso_refresh.
//
// A refresh token works once: a second use is taken for theft and ends the session. So all tabs of
// this browser take turns (a lock), and within a tab one refresh serves all who wait.

export type Session =
  | { readonly state: "unknown" }
  /** ended: there was a session in this page, and it was not the person who ended it */
  | { readonly state: "out"; readonly ended: boolean }
  | { readonly state: "unreachable" }
  | {
      readonly state: "in";
      readonly user: ControlPanelUserInfo;
      readonly token: string;
      readonly expiresAt: number;
    };

const EARLY_MS = 60_000;
const LOCK = "buckyos.panel.session";
const LEASE_MS = 10_000;

let session: Session = { state: "unknown" };
let pending: Promise<Session> | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

export function currentSession(): Session {
  return session;
}

export function onSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function become(next: Session): Session {
  session = next;
  clearTimeout(timer);
  if (next.state === "in") {
    timer = setTimeout(
      () => void refresh(),
      Math.max(5_000, next.expiresAt - Date.now() - EARLY_MS),
    );
  }
  for (const listener of listeners) listener();
  return next;
}

/** A token good for at least a few more seconds, or undefined when the person must log in. */
export async function freshToken(): Promise<string | undefined> {
  const now = session;
  if (now.state === "in" && now.expiresAt - Date.now() > 5_000) return now.token;
  if (now.state === "out") return undefined;
  const next = await refresh();
  return next.state === "in" ? next.token : undefined;
}

/** Exchanges the cookie for a new token. Call also when a service refused the current one. */
export function refresh(): Promise<Session> {
  pending ??= inTurn(askForToken).finally(() => {
    pending = undefined;
  });
  return pending;
}

/** Ends the session here and at the Zone; throws while the Zone has not said that it ended. */
export async function logout(): Promise<void> {
  await inTurn(async () => {
    const response = await fetch("/sso_logout", {
      method: "POST",
      credentials: "same-origin",
      signal: AbortSignal.timeout(15_000),
    }).catch((cause: unknown) => {
      throw new KrpcError("unreachable", String(cause));
    });
    const { ok, status } = response;
    if (!ok) throw new KrpcError(status >= 500 ? "unreachable" : "rejected", `HTTP ${status}`);
  });
  become({ state: "out", ended: false });
}

async function askForToken(): Promise<Session> {
  try {
    const response = await fetch("/sso_refresh", {
      method: "POST",
      credentials: "same-origin",
      signal: AbortSignal.timeout(15_000),
    });
    if (response.ok) return become(readAnswer(await response.json()));
    if (response.status >= 500) return keepOr({ state: "unreachable" });
    return become({ state: "out", ended: session.state === "in" });
  } catch {
    return keepOr({ state: "unreachable" });
  }
}

/** A Zone that is restarting does not throw away a token that still has time left. */
function keepOr(next: Session): Session {
  if (session.state === "in" && session.expiresAt > Date.now()) return become(session);
  return become(next);
}

export function readAnswer(answer: unknown): Session {
  const { session_token: token, user_info: user } = (answer ?? {}) as {
    session_token?: unknown;
    user_info?: ControlPanelUserInfo;
  };
  if (typeof token !== "string" || user === undefined) return { state: "out", ended: false };
  return { state: "in", user, token, expiresAt: expiryOf(token) };
}

/** Reads `exp` without verifying: the token is ours to present, the services judge it. */
export function expiryOf(token: string): number {
  try {
    const payload = (token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
    const { exp } = JSON.parse(atob(payload)) as { exp?: unknown };
    if (typeof exp === "number") return exp * 1000;
  } catch {
    // not a JWT we can read: treat it as short-lived
  }
  return Date.now() + 120_000;
}

/** Runs `work` while no other tab of this browser runs its own. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if ("locks" in navigator) return navigator.locks.request(LOCK, work);
  // Plain http on a LAN name has no Web Locks: a lease in localStorage does.
  const me = Math.random().toString(36).slice(2);
  for (let waited = 0; waited < LEASE_MS; waited += 50) {
    const [owner, until] = (localStorage.getItem(LOCK) ?? "").split(" ");
    if (owner === me) break;
    if (!owner || Number(until) < Date.now()) {
      localStorage.setItem(LOCK, `${me} ${Date.now() + LEASE_MS}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 20));
  }
  try {
    return await work();
  } finally {
    localStorage.removeItem(LOCK);
  }
}

/** For tests: forget everything. */
export function resetSession(): void {
  clearTimeout(timer);
  pending = undefined;
  session = { state: "unknown" };
}
