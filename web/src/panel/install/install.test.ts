// @vitest-environment node
import { describe, expect, it } from "vitest";
import type { ControlPanelInspection } from "../../api/wire";
import { appName, composeFolder, MAX_FILES, readPicked } from "./files";
import { nameOfImage } from "./ImageSource";
import { beginReview, gapOf, reduceReview, requestOf } from "./review";

const file = (path: string, text = "x") => ({ path, file: new File([text], path) });

const permission = (id: string, risk: string, required = false, by_default = false) => ({
  id,
  kind: "host-path",
  title: id,
  detail: "",
  risk,
  required,
  by_default,
});

const INSPECTION: ControlPanelInspection = {
  app_id: "notes",
  show_name: "Notes",
  version: "1",
  description: "",
  components: [],
  candidates: [{ component: "web", port: 80 }],
  permissions: [
    permission("host-path:/media:rw", "high", true),
    permission("outgoing", "low", false, true),
    permission("docker-socket", "refused"),
  ],
  env: [
    { name: "USER", value: "admin", secret: false, required: true },
    { name: "KEY", value: "", secret: true, required: true },
  ],
  unsupported: [],
  problems: [],
  installable: true,
};

describe("reading an app's folder", () => {
  it("finds the compose file nearest to the top and takes paths from there", async () => {
    const reading = await readPicked([
      file("My App/docker-compose.yml"),
      file("My App/config/app.toml"),
      file("My App/sub/docker-compose.yml"),
      file("My App/.git/config"),
      file("other.txt"),
    ]);
    expect(reading.kind === "read" && [reading.name, reading.files.map((f) => f.path)]).toEqual([
      "my-app",
      ["docker-compose.yml", "config/app.toml", "sub/docker-compose.yml"],
    ]);
  });

  it("knows the names of compose files", () => {
    for (const name of ["docker-compose.yml", "compose.yaml", "docker-compose.prod.yml"]) {
      expect(composeFolder([name]), name).toBe("");
    }
    expect(composeFolder(["decompose.yml", "readme.md"])).toBeUndefined();
  });

  it("says what is wrong instead of sending it", async () => {
    expect((await readPicked([file("readme.md")])).kind).toBe("no-compose");
    const many = Array.from({ length: MAX_FILES }, (_, i) => file(`a/${i}`));
    expect((await readPicked([file("a/compose.yml"), ...many])).kind).toBe("too-many");
    const big = file("a/data.bin", "x".repeat(9 * 1024 * 1024));
    expect((await readPicked([file("a/compose.yml"), big])).kind).toBe("too-big");
  });

  it("makes names that are host labels", () => {
    expect(appName("My App_2")).toBe("my-app-2");
    expect(appName("2048 Game!")).toBe("game");
    expect(nameOfImage("registry.local:5000/team/paperless-ngx:2.1")).toBe("paperless-ngx");
  });
});

describe("the permission sheet", () => {
  it("allows nothing risky before the person said so", () => {
    expect([...beginReview(INSPECTION).granted]).toEqual(["outgoing"]);
  });

  it("names what stands in the way, one after the other", () => {
    let review = beginReview(INSPECTION);
    expect(gapOf(review)).toEqual({ kind: "grants" });
    review = reduceReview(review, { do: "grant", id: "host-path:/media:rw", allow: true });
    expect(gapOf(review)).toEqual({ kind: "env", name: "KEY" });
    review = reduceReview(review, { do: "env", name: "KEY", value: "k" });
    expect(gapOf(review)).toBeUndefined();
    expect(gapOf(reduceReview(review, { do: "name", name: "Bad Name" }))).toEqual({ kind: "name" });
    expect(gapOf(beginReview({ ...INSPECTION, installable: false }))).toEqual({ kind: "refused" });
  });

  it("sends grants, what was withdrawn, and only the settings that changed", () => {
    let review = beginReview(INSPECTION);
    review = reduceReview(review, { do: "grant", id: "host-path:/media:rw", allow: true });
    review = reduceReview(review, { do: "grant", id: "outgoing", allow: false });
    review = reduceReview(review, { do: "grant", id: "docker-socket", allow: true });
    review = reduceReview(review, { do: "env", name: "KEY", value: "k" });
    const request = requestOf(
      review,
      { kind: "image", image: "notes", port: 80, files: [], env: {} },
      "key-1",
    );
    expect(request.grants).toEqual(["host-path:/media:rw", "!outgoing"]);
    expect(request.env).toEqual({ KEY: "k" });
    expect(request.main).toEqual({ component: "web", port: 80 });
    expect(request.idempotency_key).toBe("key-1");
  });
});
