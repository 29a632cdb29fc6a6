import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { call } from "./client";
import {
  currentSession,
  expiryOf,
  freshToken,
  logout,
  readAnswer,
  refresh,
  resetSession,
} from "./session";

function token(secondsFromNow: number): string {
  const exp = Math.floor(Date.now() / 1000) + secondsFromNow;
  return `x.${btoa(JSON.stringify({ exp }))}.x`;
}

const USER = { show_name: "Alice", user_id: "alice", user_type: "admin", state: "active" };

function reply(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), { status });
}

describe("the panel's session", () => {
  beforeEach(() => resetSession());
  afterEach(() => {
    resetSession();
    vi.unstubAllGlobals();
  });

  it("asks once for all who wait, because a refresh token works once", async () => {
    const fetch = vi.fn(async () => reply({ session_token: token(900), user_info: USER }));
    vi.stubGlobal("fetch", fetch);
    await Promise.all([freshToken(), freshToken(), refresh()]);
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(currentSession().state).toBe("in");
  });

  it("is out after a refusal and unreachable without an answer", async () => {
    vi.stubGlobal("fetch", async () => reply({ error: "missing refresh token cookie" }, 401));
    expect((await refresh()).state).toBe("out");
    resetSession();
    vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("down")));
    expect((await refresh()).state).toBe("unreachable");
  });

  it("keeps a token that still has time left while the Zone restarts", async () => {
    vi.stubGlobal("fetch", async () => reply({ session_token: token(900), user_info: USER }));
    await refresh();
    vi.stubGlobal("fetch", async () => reply({}, 503));
    expect((await refresh()).state).toBe("in");
  });

  it("is over only when the Zone says so", async () => {
    vi.stubGlobal("fetch", async () => reply({ session_token: token(900), user_info: USER }));
    await refresh();
    vi.stubGlobal("fetch", async () => reply({ error: "verify-hub does not answer" }, 503));
    await expect(logout()).rejects.toMatchObject({ kind: "unreachable" });
    vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("down")));
    await expect(logout()).rejects.toMatchObject({ kind: "unreachable" });
    expect(currentSession().state).toBe("in");
    vi.stubGlobal("fetch", async () => reply({ ok: true }));
    await logout();
    expect(currentSession()).toEqual({ state: "out", ended: false });
  });

  it("renews once and repeats the call when a service refuses the token", async () => {
    let refused = 0;
    const fetch = vi.fn(async (url: string, init: RequestInit) => {
      if (url === "/sso_refresh") return reply({ session_token: token(900), user_info: USER });
      const { sys } = JSON.parse(String(init.body)) as { sys: [number] };
      return refused++ === 0
        ? reply({ error: "Token expired:now", sys: [sys[0]] })
        : reply({ result: { total: 0, apps: [] }, sys: [sys[0]] });
    });
    vi.stubGlobal("fetch", fetch);
    await expect(call("control-panel", "apps.list", {})).resolves.toEqual({ total: 0, apps: [] });
    expect(fetch.mock.calls.filter(([url]) => url === "/sso_refresh")).toHaveLength(2);
  });

  it("reads when a token ends, and takes an unreadable one for short-lived", () => {
    expect(expiryOf(token(900)) - Date.now()).toBeGreaterThan(890_000);
    expect(expiryOf("rubbish") - Date.now()).toBeLessThan(121_000);
  });

  it("takes an answer without a token for logged out", () => {
    expect(readAnswer({}).state).toBe("out");
    expect(readAnswer(null).state).toBe("out");
  });
});
