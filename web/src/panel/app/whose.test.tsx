import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, configure, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { resetSession } from "../../api/session";
import { startTexts } from "../../i18n";
import { Panel } from "../Panel";
import { goTo } from "../route";
import { appAt, otherOwner } from "./whose";

const APPS = ["bob", "alice", "carol"].map((owner) => app("notes", owner));

describe("an app", () => {
  it("is found by name and owner", () => {
    expect(appAt(APPS, { id: "notes", owner: "carol" }, "alice")?.owner_user_id).toBe("carol");
    expect(appAt(APPS, { id: "notes", owner: "dave" }, "alice")).toBeUndefined();
    expect(appAt(APPS, { id: "photos", owner: "bob" }, "alice")).toBeUndefined();
  });

  it("of which only the name is given is one's own before anybody else's", () => {
    expect(appAt(APPS, { id: "notes" }, "alice")?.owner_user_id).toBe("alice");
    expect(appAt(APPS, { id: "notes" }, "dave")?.owner_user_id).toBe("bob");
  });

  it("has an owner to name when that is somebody else", () => {
    expect(APPS.map((one) => otherOwner(one, "alice"))).toEqual(["bob", undefined, "carol"]);
  });
});

describe("the room of an app", { timeout: 60_000 }, () => {
  let orders: { method: string; params: unknown }[];

  // A page's modules are loaded when it is first shown, which takes seconds on a busy machine.
  configure({ asyncUtilTimeout: 20_000 });

  beforeEach(async () => {
    orders = [];
    resetSession();
    await startTexts();
    vi.stubGlobal("fetch", zone);
    vi.stubGlobal("matchMedia", () => ({
      matches: false,
      addEventListener() {},
      removeEventListener() {},
    }));
    vi.stubGlobal("scrollTo", () => {});
  });

  afterEach(() => {
    cleanup();
    resetSession();
    vi.unstubAllGlobals();
  });

  /** Alice is an admin: the list has everybody's apps, bob's first. */
  async function zone(url: string, init: RequestInit): Promise<Response> {
    if (url === "/sso_refresh") {
      const user = { show_name: "Alice", user_id: "alice", user_type: "admin", state: "active" };
      return Response.json({ session_token: "x", user_info: user });
    }
    const { method, params, sys } = JSON.parse(String(init.body)) as {
      method: string;
      params: unknown;
      sys: [number];
    };
    if (method === "apps.uninstall") orders.push({ method, params });
    const list = { total: APPS.length, apps: APPS };
    const result = method === "apps.list" ? list : { permissions: [] };
    return Response.json({ result, sys: [sys[0]] });
  }

  function open(path: string): void {
    goTo(path);
    render(
      <MantineProvider env="test">
        <QueryClientProvider client={new QueryClient()}>
          <Panel />
        </QueryClientProvider>
      </MantineProvider>,
    );
  }

  async function askToRemove(): Promise<void> {
    fireEvent.click(await screen.findByRole("button", { name: "Actions for notes" }));
    fireEvent.click(await screen.findByRole("menuitem", { name: "Remove" }));
    await screen.findByRole("button", { name: "Remove, keep data" });
  }

  async function confirm(): Promise<void> {
    fireEvent.click(screen.getByRole("button", { name: "Remove, keep data" }));
    await waitFor(() => expect(orders).toHaveLength(1));
  }

  it("removes one's own app although another person's has the same name", async () => {
    open("/apps/notes/permissions");
    await waitFor(() => expect(location.pathname).toBe("/apps/notes@alice/permissions"));
    expect(screen.queryByText(/Belongs to/)).toBeNull();
    await askToRemove();
    expect(screen.queryByText(/is not yours/)).toBeNull();
    await confirm();
    expect(orders[0]?.params).toMatchObject({ app_id: "notes", user_id: "alice" });
  });

  it("says whose app it is before it removes another person's", async () => {
    open("/apps/notes@carol/permissions");
    await screen.findByText("Belongs to carol");
    await askToRemove();
    screen.getByText("notes is not yours: it belongs to carol.");
    await confirm();
    expect(orders[0]?.params).toMatchObject({ app_id: "notes", user_id: "carol" });
  });
});

function app(name: string, owner: string) {
  return {
    app_id: name,
    show_name: name,
    version: "1",
    description: "",
    state: "running",
    owner_user_id: owner,
    app_index: 1,
    hosts: [],
    allow_guest: false,
    components: [],
  };
}
