// The first hour of a newcomer, in a real browser against a real zone: activate by the link, log in,
// install an app from a compose folder, open it at its own host, log out, be refused.
//
//   tsx e2e/first-use.ts ACTIVATION_URL COMPOSE_FOLDER TEXT_OF_THE_APP SCREENSHOT_FOLDER
//
// Ends with 0 when all of it happened. The screenshots are for a person to look at.
import { mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";

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

async function openApp(context: BrowserContext, url: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(url);
  if (/\/login/.test(page.url())) {
    await shoot(page, "app-login");
    await logIn(page);
  }
  await page.getByText(appText as string).waitFor({ timeout: 20_000 });
  if (!page.url().startsWith(url))
    throw new Error(`the app opened at ${page.url()}, not at ${url}`);
  await shoot(page, "app-open");
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
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
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
    await openApp(context, `${url.protocol}//${app}.${url.host}/`);
    await page.goto(panel);
    await page.getByRole("navigation", { name: "Rooms" }).waitFor({ timeout: 20_000 });
    await page.getByText(app, { exact: false }).first().waitFor();
    await shoot(page, "home-with-app");
    await page.getByRole("link", { name: "Machine" }).first().click();
    await page.waitForTimeout(1000);
    await shoot(page, "machine");
    await logOut(page, panel);
    await refused(context, panel);
    if (complaints.length > 0) throw new Error(`the page complained: ${complaints.join("; ")}`);
    console.log("first use: activated, logged in, installed, opened, logged out, refused");
  } catch (error) {
    await shoot(page, "failed");
    throw error;
  } finally {
    await browser.close();
  }
}

await main();
