// DEVELOPMENT ONLY: the looks in which every page is checked.
import type { Browser, Page } from "playwright-core";

const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;

export const LOOKS = [
  { name: "desk-light-en", size: "desk", scheme: "light", language: "en" },
  { name: "desk-dark-zh", size: "desk", scheme: "dark", language: "zh-CN" },
  { name: "phone-light-zh", size: "phone", scheme: "light", language: "zh-CN" },
  { name: "phone-dark-en", size: "phone", scheme: "dark", language: "en" },
] as const;
export type Look = (typeof LOOKS)[number];

export async function open(browser: Browser, look: Look): Promise<Page> {
  const context = await browser.newContext({
    viewport: SIZES[look.size],
    colorScheme: look.scheme,
    locale: look.language,
    deviceScaleFactor: 1,
    reducedMotion: "reduce",
    bypassCSP: true,
  });
  await context.addInitScript(`localStorage.setItem("buckyos.language", "${look.language}")`);
  return context.newPage();
}
