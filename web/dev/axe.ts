// Checks every page and state with axe-core in both themes, both languages, wide and narrow. Fails on
// the first rule of WCAG 2.2 A or AA that is broken, and when a page is wider than its window.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { launch } from "../e2e/browser";
import { LOOKS, open } from "./browser";
import { startServers, walkPanel, walkWizard } from "./pages";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function violations(page: Page): Promise<AxeResults["violations"]> {
  await page.evaluate(axe);
  return page.evaluate(
    (tags) =>
      (window as unknown as { axe: typeof import("axe-core") }).axe
        .run(document, { runOnly: tags })
        .then((results) => results.violations),
    RULES,
  );
}

let pages = 0;
let failures = 0;
const servers = await startServers();
const browser = await launch();
try {
  for (const look of LOOKS) {
    const page = await open(browser, look);
    const visit = async (name: string) => {
      pages++;
      await page.waitForTimeout(120);
      for (const broken of await violations(page)) {
        const serious = broken.impact === "serious" || broken.impact === "critical";
        if (serious) failures++;
        console.log(
          `${serious ? "FAIL" : "note"} ${name} ${look.name}: ${broken.id} ${broken.help}`,
        );
        for (const node of broken.nodes.slice(0, 3)) {
          console.log(`     ${node.html.slice(0, 160)}`);
          console.log(`     ${node.any[0]?.message ?? node.failureSummary ?? ""}`);
        }
      }
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (wide > 0) {
        failures++;
        console.log(`FAIL ${name} ${look.name}: the page is ${wide} px wider than its window`);
      }
    };
    await walkPanel(page, servers, visit);
    await walkWizard(page, servers, visit);
    await page.context().close();
  }
} finally {
  await browser.close();
  await servers.close();
}
console.log(`${pages} pages checked, ${failures} serious violations`);
process.exitCode = failures === 0 ? 0 : 1;
