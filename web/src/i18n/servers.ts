/** Patterns of English texts, and what each is in another language. */
export type Phrases = Readonly<Record<string, string>>;

export type Translate = (text: string) => string;

const HOLE = /\{(\w+)\}/g;
const SPECIAL = /[.*+?^${}()|[\]\\]/g;

/** Holes whose content is a text of a server again. */
const NESTED = new Set(["why", "step", "state"]);

const SHAPES: Readonly<Record<string, string>> = {
  n: "(\\d+)",
  m: "(\\d+)",
  key: "([\\w./\\[\\]-]+)",
  node: "(\\S+)",
  zone: "(\\S+)",
};

interface Phrase {
  readonly pattern: RegExp;
  readonly holes: readonly string[];
  readonly translation: string;
  readonly fixed: number;
}

/**
 * Translates what servers say by patterns, the most specific first. A text that no pattern has stays
 * as it is, sentence by sentence: English is better than nothing.
 */
export function translator(phrases: Phrases): Translate {
  const known = Object.entries(phrases)
    .map(([english, translation]) => phraseOf(english, translation))
    .sort((a, b) => b.fixed - a.fixed);

  function whole(text: string): string | undefined {
    for (const { pattern, holes, translation } of known) {
      const found = pattern.exec(text);
      if (found === null) continue;
      const values = new Map(holes.map((hole, i) => [hole, found[i + 1] ?? ""]));
      return translation.replace(HOLE, (_, hole: string) => {
        const value = values.get(hole) ?? "";
        return NESTED.has(hole) ? translate(value) : value;
      });
    }
    return undefined;
  }

  function translate(text: string): string {
    const translated = whole(text);
    if (translated !== undefined) return translated;
    const sentences = text.split(/(?<=\.) (?=[A-Z])/);
    if (sentences.length === 1) return text;
    return sentences.map((sentence) => whole(sentence) ?? sentence).join(" ");
  }

  return translate;
}

function phraseOf(english: string, translation: string): Phrase {
  const holes = [...english.matchAll(HOLE)].map((hole) => hole[1] ?? "");
  const fixed = english.split(HOLE).filter((_, i) => i % 2 === 0);
  const source = fixed
    .map((part) => part.replace(SPECIAL, "\\$&"))
    .reduce((before, part, i) => `${before}${SHAPES[holes[i - 1] ?? ""] ?? "(.+?)"}${part}`);
  return {
    // servers write the same words at the start of a sentence and within one
    pattern: new RegExp(`^${source}$`, "is"),
    holes,
    translation,
    fixed: fixed.join("").length,
  };
}
