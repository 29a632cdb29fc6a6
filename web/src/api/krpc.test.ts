import { afterEach, describe, expect, it, vi } from "vitest";
import { classify, KrpcError, krpc, nextSeq, unwrap } from "./krpc";

function answerWith(body: unknown, status = 200): ReturnType<typeof vi.fn> {
  const fetch = vi.fn(async (_url: string, init: RequestInit) => {
    const { sys } = JSON.parse(String(init.body)) as { sys: [number] };
    const text =
      typeof body === "string" ? body : JSON.stringify({ ...(body as object), sys: [sys[0]] });
    return new Response(text, { status });
  });
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

async function kindOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "none";
  } catch (error) {
    return error instanceof KrpcError ? error.kind : String(error);
  }
}

const ask = () => krpc("control-panel", "system.status", {}, { token: "t" });

describe("kRPC over fetch", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("posts method, params and sys with the token in second place", async () => {
    const fetch = answerWith({ result: { total: 0, apps: [] } });
    await krpc("control-panel", "apps.list", { user_id: "li" }, { token: "tok", seq: 7 });
    const [url, init] = fetch.mock.calls[0] as [string, RequestInit];
    expect(url).toBe("/kapi/control-panel");
    expect(init.method).toBe("POST");
    expect(JSON.parse(String(init.body))).toEqual({
      method: "apps.list",
      params: { user_id: "li" },
      sys: [7, "tok"],
    });
  });

  it("takes null for a result", async () => {
    answerWith({ result: null });
    await expect(ask()).resolves.toBeNull();
  });

  it("tells a session that ran out from a permission that is missing", async () => {
    answerWith({ error: "No permission:No session token" });
    expect(await kindOf(ask())).toBe("session");
    answerWith({ error: "Token expired:at noon" });
    expect(await kindOf(ask())).toBe("session");
    answerWith({ error: "Invalid token: bad signature" });
    expect(await kindOf(ask())).toBe("session");
    answerWith({ error: "No permission:not yours" });
    expect(await kindOf(ask())).toBe("denied");
  });

  it("takes a broken network and a gateway without upstream for unreachable", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("network")));
    expect(await kindOf(ask())).toBe("unreachable");
    answerWith("Bad Gateway", 502);
    expect(await kindOf(ask())).toBe("unreachable");
  });

  it("refuses answers that are not kRPC", async () => {
    answerWith("<html>");
    expect(await kindOf(ask())).toBe("malformed");
    answerWith("no such page", 404);
    expect(await kindOf(ask())).toBe("malformed");
    answerWith({});
    expect(await kindOf(ask())).toBe("malformed");
  });

  it("refuses the answer to another call", () => {
    expect(() => unwrap({ result: 1, sys: [8] }, 7)).toThrow("another call");
  });

  it("shows a person the reason without the protocol's prefixes", () => {
    expect(classify("Failed due to reason: the disk is full").message).toBe("the disk is full");
    expect(classify("RPC call error: Parse Request Error: no name").message).toBe("no name");
  });

  it("never gives the same sequence number twice in one millisecond", () => {
    const first = nextSeq(5_000_000_000_000);
    expect(nextSeq(5_000_000_000_000)).toBe(first + 1);
  });
});
