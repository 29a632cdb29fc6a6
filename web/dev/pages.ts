// DEVELOPMENT ONLY: walks through every page and state, for pictures and for accessibility checks.
import type { Page } from "playwright-core";
import { serve } from "./server";

export type Visit = (name: string, page: Page, full?: boolean) => Promise<void>;

export interface Servers {
  readonly well: number;
  readonly troubled: number;
  readonly empty: number;
  readonly wizard: number;
  close(): Promise<void>;
}

export async function startServers(): Promise<Servers> {
  const all = await Promise.all([
    serve({ mood: "well" }),
    serve({ mood: "troubled" }),
    serve({ mood: "empty" }),
    serve({ mood: "well", entry: "activate" }),
  ]);
  const [well, troubled, empty, wizard] = all;
  return {
    well: well.port,
    troubled: troubled.port,
    empty: empty.port,
    wizard: wizard.port,
    close: async () => {
      await Promise.all(all.map((server) => server.close()));
    },
  };
}

const at = (port: number) => `http://home.localhost:${port}`;

async function login(page: Page, port: number): Promise<void> {
  await page.goto(`${at(port)}/sso_callback?redirect_url=/`);
  await page.waitForSelector(".meter");
}

export async function walkPanel(page: Page, { well, troubled, empty }: Servers, visit: Visit) {
  await page.goto(`${at(well)}/login`);
  await page.waitForSelector("form");
  await visit("login", page);
  await page.locator("form input").first().fill("wrong");
  await page.locator("form input").nth(1).fill("wrong");
  await page.locator("button[type=submit]").click();
  await page.waitForSelector("[role=alert]");
  await visit("login-wrong", page);
  await page.goto(`${at(well)}/login?redirect_url=https://evil.example/`);
  await page.waitForSelector("[role=alert]");
  await visit("login-foreign", page);

  await login(page, well);
  const app = encodeURIComponent(`${at(well).replace("//", "//photos.")}/`);
  await page.goto(`${at(well)}/login?redirect_url=${app}&client_id=photos&prompt=select_account`);
  await page.waitForSelector(".account");
  await visit("login-continue", page);
  await page.goto(`${at(well)}/`);
  await page.waitForSelector(".meter");
  await visit("home", page);
  await page.goto(`${at(well)}/apps`);
  await page.waitForSelector(".app-row");
  await visit("apps", page);
  for (const tab of ["", "/logs", "/permissions", "/details"]) {
    await page.goto(`${at(well)}/apps/photos${tab}`);
    await page.waitForSelector(tab === "" ? ".use" : ".hero");
    await visit(`app${tab.replace("/", "-")}`, page);
  }
  await page.goto(`${at(well)}/apps/gitea`);
  await page.waitForSelector(".hero");
  await visit("app-failed", page);
  await page.locator(".hero button[aria-haspopup]").click();
  await page.locator("[role=menuitem]").last().click();
  await page.locator("[role=dialog] input[type=radio]").nth(1).check();
  await visit("app-remove", page);
  await page.keyboard.press("Escape");

  await page.goto(`${at(well)}/apps/install`);
  await page.waitForSelector(".drop");
  await visit("install", page);
  await page.setInputFiles("[data-testid=files]", {
    name: "docker-compose.yml",
    mimeType: "text/yaml",
    buffer: Buffer.from("services: {}"),
  });
  await page.waitForSelector(".install-foot");
  await visit("sheet", page, true);
  await page.locator(".grant input[type=checkbox]").first().check({ force: true });
  await page.locator("input[type=password]").fill("a password");
  await page.locator(".install-foot button").click();
  await page.waitForSelector("[role=progressbar]");
  await visit("installing", page);

  await page.goto(`${at(well)}/machine`);
  await page.waitForSelector("table");
  await visit("machine", page, true);
  await page.locator("table button").first().click();
  await page.waitForSelector("[role=dialog] .log-line");
  await visit("machine-logs", page);
  await page.goto(`${at(well)}/settings`);
  await page.waitForSelector(".setting");
  await visit("settings", page);
  await page.goto(`${at(well)}/nowhere`);
  await page.waitForSelector(".empty");
  await visit("missing", page);
  await login(page, empty);
  await visit("empty", page);
  await login(page, troubled);
  await visit("troubled", page);
  await page.goto(`${at(troubled)}/machine`);
  await page.waitForSelector("table");
  await visit("machine-troubled", page, true);
  await page.route("**/sso_refresh", (route) => route.abort());
  await page.goto(`${at(troubled)}/`);
  await page.waitForSelector("[role=alert]");
  await visit("unreachable", page);
  await page.unroute("**/sso_refresh");
}

export async function walkWizard(page: Page, { wizard }: Servers, visit: Visit) {
  await page.goto(`${at(wizard)}/`);
  await page.waitForSelector("form");
  await visit("wizard-0-code", page);
  await page.goto(`${at(wizard)}/?code=let-me-in`);
  await page.waitForSelector(".address-preview");
  await visit("wizard-1-name", page);
  const next = () => page.locator("button[type=submit]").click();
  await next();
  await page.waitForSelector(".strength");
  await next();
  await visit("wizard-2-mistakes", page);
  const fields = page.locator("form input");
  await fields.nth(0).fill("Alice");
  await fields.nth(1).fill("river stone lamp");
  await fields.nth(2).fill("river stone lamp");
  await visit("wizard-2-you", page);
  await next();
  await page.waitForSelector(".review");
  await visit("wizard-3-review", page);
  await next();
  await page.waitForSelector(".words");
  await visit("wizard-4-phrase", page);
  const items = await page.locator(".words li").allInnerTexts();
  const words = items.map((text) => text.split(/\s+/).at(-1) ?? "");
  await next();
  await page.waitForSelector(".words", { state: "detached" });
  await visit("wizard-5-check", page);
  for (const input of await page.locator("form input").all()) {
    const label = await input.evaluate((el) => (el as HTMLInputElement).labels?.[0]?.textContent);
    await input.fill(words[Number(/\d+/.exec(label ?? "")?.[0] ?? 1) - 1] ?? "");
  }
  await next();
  await page.waitForSelector(".done .tone-ok");
  await visit("wizard-6-done", page);
}
