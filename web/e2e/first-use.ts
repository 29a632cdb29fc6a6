// The first hour of a newcomer, in a real browser against a real zone: activate by the link, log in,
// install an app from a compose folder, open it at its hosts without another password, stay in it
// when the session ends, log out of the app and of the panel, be refused.
//
//   tsx e2e/first-use.ts ACTIVATION_URL COMPOSE_FOLDER TEXT_OF_THE_APP SCREENSHOT_FOLDER
//
// Ends with 0 when all of it happened. The screenshots are for a person to look at.
import { mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { launch } from "./browser";

const [activationUrl, composeFolder, appText, shots] = process.argv.slice(2);
if (!activationUrl || !composeFolder || !appText || !shots) {
  console.error("usage: first-use.ts ACTIVATION_URL COMPOSE_FOLDER TEXT SCREENSHOT_FOLDER");
  process.exit(2);
}
const USER = "alice";
const PASSWORD = "correct horse battery staple";
const app = basename(composeFolder);
mkdirSync(shots, { recursive: true });

let number = 0;
async function shoot(page: Page, name: string): Promise<void> {
  number += 1;
  await page.screenshot({
    path: join(shots as string, `${String(number).padStart(2, "0")}-${name}.png`),
  });
}

async function activate(page: Page): Promise<string> {
  await page.goto(activationUrl as string);
  await page.getByRole("heading", { name: "Give your cloud a name" }).waitFor();
  await page.getByLabel("Name", { exact: true }).fill("home");
  await shoot(page, "name");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("User name").fill(USER);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Password again").fill(PASSWORD);
  await shoot(page, "you");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Create my cloud" }).click();
  await page
    .getByRole("heading", { name: "Write these 12 words down" })
    .waitFor({ timeout: 30_000 });
  await shoot(page, "phrase");
  const words = await page
    .getByRole("list", { name: "Recovery phrase" })
    .getByRole("listitem")
    .evaluateAll((items) => items.map((item) => (item.lastChild?.textContent ?? "").trim()));
  await page.getByRole("button", { name: "I have written them down" }).click();
  for (const field of await page.getByRole("textbox", { name: /^Word \d+$/ }).all()) {
    const label = await field.evaluate(
      (input) => (input as HTMLInputElement).labels?.[0]?.textContent ?? "",
    );
    const place = Number(/\d+/.exec(label)?.[0]);
    await field.fill(words[place - 1] ?? "");
  }
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("heading", { name: "Your cloud is ready" }).waitFor({ timeout: 30_000 });
  await shoot(page, "ready");
  const link = page.getByRole("link", { name: /Open my cloud/ });
  const href = await link.getAttribute("href");
  if (!href) throw new Error("the wizard does not link to the zone");
  return href;
}

async function logIn(page: Page): Promise<void> {
  await page.getByLabel("User name").waitFor({ timeout: 20_000 });
  await page.getByLabel("User name").fill(USER);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
}

async function install(page: Page, panel: string): Promise<void> {
  await page.getByRole("link", { name: "Apps" }).first().click();
  await page
    .getByRole("link", { name: "Install an app" })
    .or(page.getByRole("button", { name: "Install an app" }))
    .first()
    .click();
  await page.getByTestId("folder").setInputFiles(composeFolder as string);
  await page.getByRole("heading", { name: "What it asks for" }).waitFor({ timeout: 20_000 });
  await shoot(page, "permissions");
  await page.getByRole("button", { name: /^(Allow and i|I)nstall / }).click();
  await page.getByText("Running", { exact: true }).first().waitFor({ timeout: 60_000 });
  await shoot(page, "app");
  if (!page.url().startsWith(panel)) throw new Error(`left the panel for ${page.url()}`);
}

/** Opens a host of the app: the login at the panel is enough. */
async function openApp(context: BrowserContext, url: string, shot: string): Promise<Page> {
  const page = await context.newPage();
  const asked: string[] = [];
  page.on("request", (request) => {
    if (/"method":"auth\.login"/.test(request.postData() ?? "")) asked.push(request.url());
  });
  await page.goto(url);
  await page.getByText(appText as string).waitFor({ timeout: 20_000 });
  if (page.url() !== url) throw new Error(`the app opened at ${page.url()}, not at ${url}`);
  if (asked.length > 0) throw new Error(`a password was asked for ${url}`);
  await shoot(page, shot);
  return page;
}

/** What the browser does by itself after 15 minutes: it sends the session cookie no longer. */
async function endSession(context: BrowserContext, url: string): Promise<void> {
  const domain = new URL(url).hostname;
  const named = async () =>
    (await context.cookies(url)).filter((cookie) => cookie.name === "buckyos_session_token");
  if ((await named()).length !== 1) throw new Error(`no session cookie at ${domain}`);
  await context.clearCookies({ name: "buckyos_session_token", domain });
  if ((await named()).length !== 0) throw new Error(`the session cookie of ${domain} stayed`);
}

async function goesOn(context: BrowserContext, page: Page, url: string): Promise<void> {
  await endSession(context, url);
  await page.reload();
  await page.getByText(appText as string).waitFor({ timeout: 20_000 });
  await endSession(context, url);
  const statuses = await page.evaluate(() =>
    Promise.all(
      Array.from({ length: 8 }, async (_, i) => {
        const post = { method: i % 2 === 0 ? "GET" : "HEAD", redirect: "manual" as const };
        return (await fetch(`/?${i}`, post)).status;
      }),
    ),
  );
  if (statuses.some((status) => status !== 200)) {
    throw new Error(`requests at the end of a session: ${statuses.join(" ")}`);
  }
  await endSession(context, url); // the answers brought a new one
  await page.reload();
  await page.getByText(appText as string).waitFor({ timeout: 20_000 });
}

/** Leaving the app leaves only the app; coming back asks for the account, not for a password. */
async function leaveAndComeBack(page: Page, url: string): Promise<void> {
  await page.waitForLoadState("networkidle"); // an answer under way may still bring cookies
  const status = await page.evaluate(
    async () => (await fetch("/sso_logout", { method: "POST" })).status,
  );
  if (status !== 200) throw new Error(`logging out of the app was answered with ${status}`);
  await page.goto(url);
  const button = page.getByRole("button", { name: /^Continue as / });
  await button.waitFor({ timeout: 20_000 });
  await shoot(page, "continue");
  await page.emulateMedia({ colorScheme: "dark" });
  await shoot(page, "continue-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.getByRole("button", { name: "Use another account" }).click();
  await page.getByLabel("Password", { exact: true }).waitFor();
  await shoot(page, "another-account");
  await page.goto(url);
  await button.click();
  await page.getByText(appText as string).waitFor({ timeout: 20_000 });
}

/** Whoever left the panel left its apps: at the latest when their session would be renewed. */
async function leftWithThePanel(context: BrowserContext, url: string): Promise<void> {
  await endSession(context, url);
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel("Password", { exact: true }).waitFor({ timeout: 20_000 });
  await shoot(page, "app-after-logout");
  await page.close();
}

async function logOut(page: Page, panel: string): Promise<void> {
  await page.goto(`${panel}settings`);
  await shoot(page, "settings");
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByLabel("Password", { exact: true }).waitFor({ timeout: 20_000 });
}

async function refused(context: BrowserContext, panel: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(panel);
  await page.getByLabel("Password", { exact: true }).waitFor({ timeout: 20_000 });
  await shoot(page, "logged-out");
  await page.close();
}

async function main(): Promise<void> {
  const browser = await launch();
  const context = await browser.newContext({
    locale: "en-US",
    viewport: { width: 1440, height: 900 },
  });
  const complaints: string[] = [];
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy/.test(message.text()))
      complaints.push(message.text());
  });
  try {
    const panel = await activate(page);
    await page.goto(panel);
    await shoot(page, "login");
    await logIn(page);
    await page.getByRole("navigation", { name: "Rooms" }).waitFor({ timeout: 20_000 });
    await page.waitForTimeout(1500); // the first samples of the plots
    await shoot(page, "home");
    await install(page, panel);
    const url = new URL(panel);
    const first = `${url.protocol}//${app}.${url.host}/`;
    const second = `${url.protocol}//${app}-${USER}.${url.host}/`;
    const open = await openApp(context, first, "app-open");
    await (await openApp(context, second, "app-at-its-other-host")).close();
    await goesOn(context, open, first);
    await leaveAndComeBack(open, first);
    await open.close();
    await page.goto(panel);
    await page.getByRole("navigation", { name: "Rooms" }).waitFor({ timeout: 20_000 });
    await page.getByText(app, { exact: false }).first().waitFor();
    await shoot(page, "home-with-app");
    await page.getByRole("link", { name: "Machine" }).first().click();
    await page.waitForTimeout(1000);
    await shoot(page, "machine");
    await logOut(page, panel);
    await refused(context, panel);
    await leftWithThePanel(context, first);
    if (complaints.length > 0) throw new Error(`the page complained: ${complaints.join("; ")}`);
    console.log("first use: activated, logged in, installed, opened, stayed, logged out, refused");
  } catch (error) {
    await shoot(page, "failed");
    throw error;
  } finally {
    await browser.close();
  }
}

await main();
