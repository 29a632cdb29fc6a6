import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { en } from "./en";
import { zhCN } from "./zh-CN";

const placeholders = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort().join(" ");

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && !name.includes("i18n"))
    .map((name) => readFileSync(`${folder}/${name}`, "utf8"));
}

describe("texts", () => {
  it("have the same keys in every language", () => {
    expect(Object.keys(zhCN).sort()).toEqual(Object.keys(en).sort());
  });

  it("have the same placeholders in every language, and no empty text", () => {
    for (const [key, text] of Object.entries(en)) {
      const other = zhCN[key as keyof typeof en];
      expect(placeholders(other), key).toBe(placeholders(text));
      expect(other.trim(), key).not.toBe("");
    }
  });

  it("are translated: Chinese differs from English but for names", () => {
    const same = Object.entries(en).filter(([key, text]) => zhCN[key as keyof typeof en] === text);
    expect(same.map(([key]) => key).sort()).toEqual(
      ["app.name", "install.text_label", "machine.zone"].sort(),
    );
  });

  it("are all used", () => {
    const code = sources("src").join("\n");
    const dynamic =
      /^(state|phase|role|risk|warning|service)\.|^activate\.(strength_\d|kind_)|^app\.tab_/;
    const unused = Object.keys(en).filter((key) => {
      const base = key.replace(/_(one|other)$/, "");
      return !dynamic.test(key) && !code.includes(`"${key}"`) && !code.includes(`"${base}"`);
    });
    expect(unused).toEqual([]);
  });
});
