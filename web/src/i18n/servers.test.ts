import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { translator } from "./servers";
import { serversZhCN } from "./servers.zh-CN";

const say = translator(serversZhCN);
const holes = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort().join(" ");

const SOURCES = ["kernel", "services", "node", "cli"].flatMap((module) =>
  readdirSync(`../${module}`, { recursive: true, encoding: "utf8" })
    .filter((name) => name.includes("src/main/") && name.endsWith(".java"))
    .map((name) => readFileSync(`../${module}/${name}`, "utf8")),
);

/** Literals that are joined over lines become one. */
const servers = SOURCES.join("\n").replace(/"\s*\+\s*"/g, "");

/** What a server's code passes to a person by these calls, up to the first value in it. */
function literals(calls: RegExp): string[] {
  return [...servers.matchAll(calls)]
    .map((match) => match[1] ?? "")
    .filter((text) => text.includes(" "));
}

describe("texts of servers", () => {
  it("are each still said by a server", () => {
    const gone = Object.keys(serversZhCN).filter((phrase) =>
      phrase
        .split(/\{\w+\}/)
        .flatMap((part) => part.split(/(?<=: )|(?= \()|(?<=\. )|(?=; )|(?<=, which)|(?=, after)/))
        .map((part) =>
          part
            .trim()
            .replace(/:$|\.$/, "")
            .trim(),
        )
        .some((part) => part.length > 3 && !servers.includes(part)),
    );
    expect(gone).toEqual([]);
  });

  it("of permissions are all translated", () => {
    const source = readFileSync(
      "../kernel/containers/src/main/java/io/bucky/containers/Permissions.java",
      "utf8",
    );
    const found = [...source.matchAll(/"([A-Z][^"]* [^"]*)"/g)].map((match) => match[1] ?? "");
    const begun = (text: string) => Object.keys(serversZhCN).some((key) => key.startsWith(text));
    expect(found.length).toBeGreaterThan(12);
    expect(found.filter((text) => say(text) === text && !begun(text))).toEqual([]);
  });

  it("of app files are all translated", () => {
    const found = [
      ...literals(/\.(?:problem|ignored|fatal)\(\s*(?:"[^"]*",\s*)?"((?:[^"\\]|\\.)*)"\s*[,)]/g),
      ...literals(/WITHOUT_EFFECT\.put\("\w+", "([^"]*)"\)/g),
      ...literals(/new Problem\("[^"]*", "([^"]*)"\)/g),
    ];
    expect(found.length).toBeGreaterThan(30);
    expect(found.filter((text) => say(text) === text)).toEqual([]);
  });

  it("keep every value in the translation", () => {
    for (const [english, chinese] of Object.entries(serversZhCN)) {
      expect(holes(chinese), english).toBe(holes(english));
    }
  });

  it("are translated with their values, nested ones too", () => {
    expect(say("Pulling nextcloud:30 45 %")).toBe("正在下载 nextcloud:30，45 %");
    expect(say("Open port 8080/tcp")).toBe("打开端口 8080/tcp");
    expect(say("web cannot be started: the container engine does not answer: EOF")).toBe(
      "无法启动 web：容器引擎没有响应：EOF",
    );
    expect(
      say(
        "It cannot run: ood1 has not the 512 MiB of free memory that it asks for. Stop another app, or add a machine.",
      ),
    ).toBe("它无法运行：ood1 没有它要求的 512 MiB 可用内存。请停止另一个应用，或添加一台机器。");
    expect(say("services.web.deploy: it has no meaning without a swarm")).toBe(
      "services.web.deploy：没有 swarm 时它没有意义",
    );
  });

  it("stay English when nobody translated them", () => {
    expect(say("OCI runtime create failed")).toBe("OCI runtime create failed");
    expect(say("The far side of the moon")).toBe("The far side of the moon");
    expect(say("The moon is full. Check the disk.")).toBe("The moon is full. 请检查磁盘。");
  });
});
