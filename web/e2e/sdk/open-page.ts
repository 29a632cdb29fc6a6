// Opens the page of an app in Chromium, logging in on the way, and runs what it offers: the scenario
// of `page.ts`, then the login by which the zone knows who somebody is.
//
//   tsx e2e/sdk/open-page.ts URL_OF_THE_PAGE CA_FILE
import { createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { BrowserContext, Page } from "playwright-core";
import { launch } from "../browser.js";
import { END, run, same, step } from "./steps.js";

const USER = "alice";
const PASSWORD = "correct horse battery";
const SECONDS_MAX = 20;
const [address, authority] = process.argv.slice(2);
if (!address || !authority) {
  console.error("usage: open-page.ts URL_OF_THE_PAGE CA_FILE");
  process.exit(2);
}
const url: string = address;
const zone = new URL(url).host.replace(/^[^.]*\./, "");

/** What Chromium takes instead of an authority that is installed in the machine. */
function pin(file: string): string {
  const key = new X509Certificate(readFileSync(file)).publicKey;
  return createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("base64");
}

async function open(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.on("console", (message) => {
    if (/^(ok|FAIL) /.test(message.text())) console.log(message.text());
  });
  await page.goto(url);
  await logIn(page);
  await page.waitForFunction((title) => document.title === title, END, {
    timeout: SECONDS_MAX * 1000,
  });
  return page;
}

async function logIn(page: Page): Promise<void> {
  await page.getByLabel("User name").fill(USER);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
}

/** The page goes to the login itself, or opens it as a window, which hands the account over. */
async function loginOfTheZone(context: BrowserContext, page: Page): Promise<void> {
  const login = context.waitForEvent("request", {
    predicate: (request) => request.url().startsWith(`https://sys.${zone}/sso/login?`),
    timeout: SECONDS_MAX * 1000,
  });
  context.on("page", (window) => {
    logIn(window).catch((error) => console.log(`in the window of the login: ${error}`));
  });
  await page.evaluate("void logIn()");
  const asked = new URL((await login).url()).searchParams;
  same([asked.get("client_id"), asked.get("redirect_uri")], ["board", url]);
  await page.waitForFunction(
    () =>
      location.pathname === "/sso/login" ||
      localStorage.getItem("buckyos.account_info.board") !== null,
    undefined,
    { timeout: SECONDS_MAX * 1000 },
  );
}

async function scenario(context: BrowserContext): Promise<void> {
  const page = await open(context);
  await page.evaluate("scenario()");
  await step("login asks for the zone's own login", () => loginOfTheZone(context, page));
}

const browser = await launch(`--ignore-certificate-errors-spki-list=${pin(authority)}`);
try {
  const context = await browser.newContext({ locale: "en-US" });
  await run(() => scenario(context));
} finally {
  await browser.close();
}
