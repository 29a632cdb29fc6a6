import i18next from "i18next";
import { useCallback } from "react";
import { initReactI18next, useTranslation } from "react-i18next";
import { en, type TextKey } from "./en";
import { type Phrases, type Translate, translator } from "./servers";

export const LANGUAGES = [
  { code: "en", name: "English" },
  { code: "zh-CN", name: "简体中文" },
] as const;
export type Language = (typeof LANGUAGES)[number]["code"];

const STORED = "buckyos.language";

/** English travels with the page; other languages are fetched when chosen. */
const LOADERS: Record<Exclude<Language, "en">, () => Promise<Loaded>> = {
  "zh-CN": async () => {
    const [texts, servers] = await Promise.all([import("./zh-CN"), import("./servers.zh-CN")]);
    return { texts: texts.zhCN, servers: servers.serversZhCN };
  },
};

interface Loaded {
  readonly texts: Record<string, string>;
  readonly servers: Phrases;
}

const translators = new Map<string, Translate>();

/** A text that a server wrote for people, in the person's language as far as it is known. */
export function said(text: string): string {
  return translators.get(i18next.language)?.(text) ?? text;
}

export function wantedLanguage(): Language {
  const stored = readStored();
  if (stored !== undefined) return stored;
  return navigator.languages.some((tag) => tag.toLowerCase().startsWith("zh")) &&
    !navigator.languages[0]?.toLowerCase().startsWith("en")
    ? "zh-CN"
    : "en";
}

function readStored(): Language | undefined {
  try {
    const stored = localStorage.getItem(STORED);
    return LANGUAGES.find(({ code }) => code === stored)?.code;
  } catch {
    return undefined;
  }
}

export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { en: { translation: en } },
    lng: "en",
    fallbackLng: "en",
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  });
  await speak(wantedLanguage());
}

async function speak(language: Language): Promise<void> {
  if (language !== "en" && !i18next.hasResourceBundle(language, "translation")) {
    const loaded = await LOADERS[language]();
    translators.set(language, translator(loaded.servers));
    i18next.addResourceBundle(language, "translation", loaded.texts);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORED, language);
  await speak(language);
}

type Plural = "home.attention" | "metric.cores" | "logs.lines";
export type Say = (key: TextKey | Plural, values?: Record<string, string | number>) => string;

export interface Texting {
  t: Say;
  language: Language;
  /** the text of a key that a server chose, or the server's own word */
  tOr: (prefix: "state" | "phase" | "role" | "warning" | "service", word: string) => string;
}

export function useTexts(): Texting {
  const { t, i18n } = useTranslation();
  const say = useCallback<Say>((key, values) => t(key, values ?? {}), [t]);
  return {
    t: say,
    language: LANGUAGES.find(({ code }) => code === i18n.language)?.code ?? "en",
    tOr: (prefix, word) => {
      const key = `${prefix}.${word.toLowerCase().replace(/[ _]/g, "-")}`;
      if (i18n.exists(key)) return t(key);
      const other = `${prefix}.${word.toLowerCase().replace(/[ -]/g, "_")}`;
      return i18n.exists(other) ? t(other) : word;
    },
  };
}
