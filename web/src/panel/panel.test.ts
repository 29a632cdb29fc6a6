import { describe, expect, it } from "vitest";
import { bytes, duration, percent, unixMs } from "../base/format";
import { hashOf, lettersOf } from "../design/AppIcon";
import { toneOf } from "../design/Pill";
import { placesOf, pathOf as plotPath } from "../design/Plot";
import { SPAN_MS, spanOf, withReading } from "./app/readings";
import { appUrl } from "./appUrl";
import { range, storage } from "./home/meters";
import { callbackUrl, ownPath, withinZone, zoneHostOf } from "./login/redirect";
import { otherDoor, targetOf, thisPageAgain } from "./login/target";
import { parseRoute, pathOf, type Route } from "./route";

describe("routes", () => {
  it("lead back to the path they came from", () => {
    const routes: Route[] = [
      { room: "home" },
      { room: "apps" },
      { room: "install" },
      { room: "app", id: "my-app", tab: "overview" },
      { room: "app", id: "my-app", tab: "logs" },
      { room: "app", id: "my-app", owner: "bob", tab: "logs" },
      { room: "app", id: "install", owner: "bob @ home/2", tab: "overview" },
      { room: "machine" },
      { room: "settings" },
      { room: "login" },
      { room: "sso" },
    ];
    for (const route of routes) expect(parseRoute(pathOf(route))).toEqual(route);
  });

  it("end in no dot, which would make them a file's address at the gateway", () => {
    const route: Route = { room: "app", id: "notes", owner: "bob.smith", tab: "overview" };
    expect(pathOf(route)).toBe("/apps/notes@bob.smith/overview");
    expect(parseRoute(pathOf(route))).toEqual(route);
  });

  it("call anything else missing", () => {
    for (const path of [
      "/nowhere",
      "/apps/x/nothing",
      "/apps/x/logs/more",
      "/apps/x@",
      "/apps/@bob",
      "/apps/x@bob@home",
      "/apps/%",
      "/sso",
      "/machine/x",
    ]) {
      expect(parseRoute(path), path).toEqual({ room: "missing", path });
    }
  });
});

describe("where a login may lead", () => {
  const zone = "home.localhost";
  const plain = new URL("http://sys.home.localhost:3080/login");
  const safe = new URL("https://sys.home.localhost:3443/login");

  it("is the zone's host and one label before it", () => {
    for (const host of [
      zone,
      "photos.home.localhost",
      "photos-home.localhost",
      "a-b_c.home.localhost",
    ]) {
      expect(withinZone(`http://${host}:3080/x`, plain)?.hostname, host).toBe(host);
    }
  });

  it("is nowhere else", () => {
    const foreign = [
      null,
      "",
      "/x",
      "javascript:alert(1)",
      "https://evil.org/",
      "https://home.localhost.evil.org/",
      "https://evilhome.localhost/",
      "https://a.b.home.localhost/",
      "https://a.b-home.localhost/",
      "https://home.localhost@evil.org/",
      "https://user:pw@photos.home.localhost/",
      "data:text/html,x",
    ];
    for (const address of foreign)
      expect(withinZone(address, plain), String(address)).toBeUndefined();
  });

  it("does not leave https", () => {
    expect(withinZone("https://photos.home.localhost:3443/", safe)).toBeDefined();
    expect(withinZone("http://photos.home.localhost:3080/", safe)).toBeUndefined();
  });

  it("is no port where somebody else may listen", () => {
    const led = (page: URL, to: string) => {
      const login = new URL(page);
      login.searchParams.set("redirect_url", to);
      return targetOf(login, false).kind;
    };
    expect(led(plain, "http://photos.home.localhost:3080/")).toBe("page");
    for (const to of ["http://home.localhost:9999/", "http://photos.home.localhost/"])
      expect(led(plain, to), to).toBe("foreign");
    expect(led(safe, "https://photos.home.localhost:3443/")).toBe("page");
    expect(led(safe, "https://photos.home.localhost:9999/")).toBe("foreign");
  });

  it("reads the zone from the sys host and keeps other hosts", () => {
    expect(zoneHostOf("sys.home.localhost")).toBe(zone);
    expect(zoneHostOf("home.localhost")).toBe(zone);
  });

  it("goes on to paths of the panel only", () => {
    expect(ownPath("/apps?x=1")).toBe("/apps?x=1");
    for (const next of [
      null,
      "//evil.org",
      "/\t/evil.org",
      "/\n/evil.org",
      "https://evil.org",
      "/\\evil.org",
      "apps",
    ]) {
      expect(ownPath(next), String(next)).toBe("/");
    }
  });

  it("comes back through the callback of the host that asked", () => {
    const url = new URL("http://photos.home.localhost:3080/a?b=c");
    expect(callbackUrl(url, 42)).toBe(
      "http://photos.home.localhost:3080/sso_callback?nonce=42&redirect_url=http%3A%2F%2Fphotos.home.localhost%3A3080%2Fa%3Fb%3Dc",
    );
  });

  it("is decided from the page's address for both generations of login", () => {
    const page = (query: string) => new URL(`https://sys.home.localhost/login${query}`);
    expect(targetOf(page(""), false)).toMatchObject({ kind: "page", app: "control-panel" });
    expect(
      targetOf(page("?redirect_url=https%3A%2F%2Fnotes.home.localhost%2F&client_id=notes"), false),
    ).toMatchObject({ kind: "page", app: "notes" });
    expect(
      targetOf(page("?redirect_uri=https%3A%2F%2Fnotes.home.localhost%2F&client_id=notes"), true),
    ).toMatchObject({ kind: "popup", app: "notes" });
    expect(targetOf(page("?redirect_url=https%3A%2F%2Fevil.org"), false).kind).toBe("foreign");
    expect(targetOf(page(""), true).kind).toBe("foreign");
    expect(targetOf(page("?prompt=select_account"), false)).toMatchObject({ ask: true });
  });

  it("is looked for at the Zone's own address when nobody is logged in at sys", () => {
    const query = "?redirect_url=https%3A%2F%2Fnotes.home.localhost%2F&client_id=notes";
    const sys = new URL(`https://sys.home.localhost:3443/login${query}`);
    expect(otherDoor(sys, false)?.href).toBe(`https://home.localhost:3443/login${query}`);
    expect(otherDoor(sys, true)).toBeUndefined();
    expect(otherDoor(new URL(`https://home.localhost/login${query}`), false)).toBeUndefined();
    expect(otherDoor(new URL("https://sys.home.localhost/login"), false)).toBeUndefined();
  });

  it("is this page again without the question, so that it goes on by itself", () => {
    const query =
      "?redirect_url=https%3A%2F%2Fnotes.home.localhost%2F&prompt=select_account&ended=1";
    expect(thisPageAgain(new URL(`https://home.localhost/login${query}#x`)).href).toBe(
      "https://home.localhost/login?redirect_url=https%3A%2F%2Fnotes.home.localhost%2F",
    );
  });
});

describe("what people read", () => {
  it("is sizes with three digits at most", () => {
    expect([0, 900, 1536, 1048576, 107374182400].map(bytes)).toEqual([
      "0 B",
      "900 B",
      "1.5 KiB",
      "1.0 MiB",
      "100 GiB",
    ]);
    expect([0, 0.34, 9.96, 42.4].map(percent)).toEqual(["0", "0.3", "10", "42"]);
  });

  it("is durations in their two largest parts", () => {
    expect(duration(3 * 86_400 + 2 * 3_600 + 59, "en")).toBe("3 days 2 hr");
    expect(duration(0, "en")).toBe("0 sec");
    expect(duration(60, "zh-CN")).toBe("1分钟");
  });

  it("is times from seconds as well as milliseconds", () => {
    expect(unixMs(1_732_600_000)).toBe(1_732_600_000_000);
    expect(unixMs(1_732_600_000_123)).toBe(1_732_600_000_123);
  });

  it("is letters for apps without an icon, in any script", () => {
    expect(["Photos", "home-assistant", "家庭百科", ""].map(lettersOf)).toEqual([
      "Ph",
      "HA",
      "家",
      "?",
    ]);
    expect(hashOf("photos")).not.toBe(hashOf("paperless"));
  });

  it("is a tone for every state, unknown ones calm", () => {
    expect(["running", "failed", "installing", "gave up", "whatever"].map(toneOf)).toEqual([
      "ok",
      "bad",
      "busy",
      "bad",
      "rest",
    ]);
  });
});

describe("the home page's numbers", () => {
  it("count a disk once however often it is mounted", () => {
    const disk = { label: "sda1", mount: "/", total_bytes: 100, used_bytes: 40 };
    expect(storage([disk, { ...disk, mount: "/srv" }])).toEqual({ used: 40, total: 100 });
    expect(storage([])).toEqual({ used: 0, total: 0 });
  });

  it("draw nothing from fewer than two points", () => {
    expect(plotPath([], [], 100, 80)).toBe("");
    expect(plotPath([5], [1], 100, 80)).toBe("");
    expect(plotPath([0, 100], [0, 1], 100, 80)).toBe("M0.0 77.0L300.0 5.0");
    expect(range([])).toEqual([0, 0]);
  });

  it("put a moment where its time is, the newest at the right edge", () => {
    expect(placesOf([9_000, 9_500, 10_000], 2_000)).toEqual([0.5, 0.75, 1]);
    expect(placesOf([], 2_000)).toEqual([]);
  });

  it("remember what an app took as long as the plot shows it, each moment once", () => {
    const took = (at: number) => ({ at, memory: 5, cpu: 1 });
    const details = { memory_bytes: 5, cpu_percent: 1 };
    const first = withReading([], details, 1_000);
    expect(first).toEqual([took(1_000)]);
    expect(withReading(first, details, 1_000)).toBe(first);
    expect(withReading(first, {}, 2_000)).toBe(first);
    const late = 1_000 + SPAN_MS;
    expect(withReading(first, details, late)).toEqual([took(late)]);
    expect(spanOf([took(0), took(9_000)])).toBe(60_000);
    expect(spanOf([took(0), took(90_000)])).toBe(90_000);
    expect(spanOf([took(0), took(SPAN_MS + 5)])).toBe(SPAN_MS);
  });

  it("open apps at their host with the panel's scheme and port", () => {
    const page = new URL("http://home.localhost:3080/apps");
    expect(appUrl({ hosts: ["photos.home.localhost"] }, page)).toBe(
      "http://photos.home.localhost:3080/",
    );
    expect(appUrl({ hosts: ["p.home.localhost"], url_path: "/ui" }, page)).toBe(
      "http://p.home.localhost:3080/ui",
    );
    expect(appUrl({ hosts: [] }, page)).toBeUndefined();
  });
});
