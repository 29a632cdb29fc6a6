// DEVELOPMENT ONLY: takes pictures of every page into a folder, to be looked at.
//   npm run shots -- <folder> [name filter]
import { mkdirSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { serve } from "./server";

const [folder = "target/shots", only = ""] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
const LOOKS = [
  { name: "desk-light-en", size: "desk", scheme: "light", language: "en" },
  { name: "desk-dark-zh", size: "desk", scheme: "dark", language: "zh-CN" },
  { name: "phone-light-zh", size: "phone", scheme: "light", language: "zh-CN" },
  { name: "phone-dark-en", size: "phone", scheme: "dark", language: "en" },
] as const;
type Look = (typeof LOOKS)[number];

async function open(browser: Browser, look: Look): Promise<Page> {
  const context = await browser.newContext({
    viewport: SIZES[look.size],
    colorScheme: look.scheme,
    locale: look.language,
    deviceScaleFactor: 1,
    reducedMotion: "reduce",
  });
  await context.addInitScript(`localStorage.setItem("buckyos.language", "${look.language}")`);
  return context.newPage();
}

async function main(): Promise<void> {
  const well = await serve({ mood: "well" });
  const troubled = await serve({ mood: "troubled" });
  const empty = await serve({ mood: "empty" });
  const wizard = await serve({ mood: "well", entry: "activate" });
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    for (const look of LOOKS) {
      const page = await open(browser, look);
      const shoot = async (name: string, full = false) => {
        if (only !== "" && !name.includes(only) && !look.name.includes(only)) return;
        await page.waitForTimeout(450);
        await page.screenshot({ path: `${folder}/${name}-${look.name}.png`, fullPage: full });
      };
      const at = (port: number) => `http://home.localhost:${port}`;
      const login = async (port: number) => {
        await page.goto(`${at(port)}/sso_callback?redirect_url=/`);
        await page.waitForSelector("#main");
      };

      await page.goto(`${at(well.port)}/login`);
      await shoot("login");
      await login(well.port);
      await page.waitForSelector(".meter");
      await shoot("home");
      await page.goto(`${at(well.port)}/apps`);
      await shoot("apps");
      for (const tab of ["", "/logs", "/permissions", "/details"]) {
        await page.goto(`${at(well.port)}/apps/photos${tab}`);
        await shoot(`app${tab.replace("/", "-")}`);
      }
      await page.goto(`${at(well.port)}/apps/gitea`);
      await shoot("app-failed");
      await page.goto(`${at(well.port)}/apps/install`);
      await shoot("install");
      await page.setInputFiles("[data-testid=files]", {
        name: "docker-compose.yml",
        mimeType: "text/yaml",
        buffer: Buffer.from("services: {}"),
      });
      await page.waitForSelector(".install-foot");
      await shoot("sheet", true);
      await page.goto(`${at(well.port)}/machine`);
      await page.waitForSelector("table");
      await shoot("machine");
      await page.goto(`${at(well.port)}/settings`);
      await shoot("settings");
      await page.goto(`${at(well.port)}/nowhere`);
      await shoot("missing");
      await login(empty.port);
      await shoot("empty");
      await login(troubled.port);
      await page.waitForSelector(".meter");
      await shoot("troubled");
      await page.goto(`${at(troubled.port)}/machine`);
      await page.waitForSelector("table");
      await shoot("machine-troubled");

      await page.goto(`${at(wizard.port)}/?code=let-me-in`);
      await shoot("wizard-1-name");
      await page.locator("button[type=submit]").click();
      await page.locator("input").nth(2).waitFor();
      const fields = page.locator("form input");
      await fields.nth(0).fill("alice");
      await fields.nth(1).fill("river stone lamp");
      await fields.nth(2).fill("river stone lamp");
      await shoot("wizard-2-you");
      await page.locator("button[type=submit]").click();
      await shoot("wizard-3-review");
      await page.locator("button[type=submit]").click();
      await page.waitForSelector(".words");
      await shoot("wizard-4-phrase");
      const words = (await page.locator(".words li").allInnerTexts()).map(
        (text) => text.split(/\s+/).at(-1) ?? "",
      );
      await page.locator("button[type=submit]").click();
      await page.waitForTimeout(200);
      await shoot("wizard-5-check");
      for (const input of await page.locator("form input").all()) {
        const label = await input.evaluate(
          (el) => (el as HTMLInputElement).labels?.[0]?.textContent ?? "",
        );
        await input.fill(words[Number(/\d+/.exec(label)?.[0] ?? 1) - 1] ?? "");
      }
      await page.locator("button[type=submit]").click();
      await page.waitForTimeout(600);
      await shoot("wizard-6-done");
      await page.context().close();
    }
  } finally {
    await browser.close();
    await Promise.all([well, troubled, empty, wizard].map((server) => server.close()));
  }
}

await main();
