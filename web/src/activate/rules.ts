// What the wizard accepts, as plain functions.

import { RESERVED_NAMES } from "../api/wire";

export const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const USER = /^[a-z][a-z0-9_-]{1,30}$/;

export function isLabel(text: string): boolean {
  return LABEL.test(text);
}

/** A host name of at least two labels, the last one not a number. */
export function isHost(text: string): boolean {
  const labels = text.split(".");
  const last = labels.at(-1) ?? "";
  return labels.length >= 2 && text.length <= 200 && labels.every(isLabel) && !/^\d+$/.test(last);
}

export type UserProblem = "form" | "reserved";

export function userProblem(name: string): UserProblem | undefined {
  if (!USER.test(name)) return "form";
  return RESERVED_NAMES.includes(name) || name.startsWith("su_") ? "reserved" : undefined;
}

const EASY = [
  "password",
  "passwort",
  "12345678",
  "123456789",
  "1234567890",
  "qwertyui",
  "qwerty123",
  "qwertyuiop",
  "11111111",
  "00000000",
  "abcd1234",
  "iloveyou",
  "letmein1",
  "admin123",
  "administrator",
  "password1",
  "password123",
  "changeme",
  "buckyos1",
  "welcome1",
  "sunshine",
  "princess",
  "football",
  "woaini1314",
  "a1234567",
];

export type Strength = 0 | 1 | 2 | 3 | 4;

/**
 * A rough count of guesses: length times the kind of characters, less what repeats or follows a row.
 * It is there to teach that length wins, not to judge.
 */
export function strength(password: string, userName: string): Strength {
  if (password.length < 8 || isEasy(password, userName)) return 0;
  let alphabet = 0;
  if (/[a-z]/.test(password)) alphabet += 26;
  if (/[A-Z]/.test(password)) alphabet += 26;
  if (/\d/.test(password)) alphabet += 10;
  if (/[^A-Za-z0-9]/.test(password)) alphabet += 20;
  if (/[^\u0020-\u007e]/.test(password)) alphabet += 1_000;
  const bits = Math.log2(alphabet) * effectiveLength(password);
  if (bits < 36) return 1;
  if (bits < 50) return 2;
  return bits < 70 ? 3 : 4;
}

function effectiveLength(password: string): number {
  let length = 0;
  let before = Number.NaN;
  for (const char of password) {
    const code = char.codePointAt(0) ?? 0;
    length += Math.abs(code - before) <= 1 ? 0.3 : 1;
    before = code;
  }
  return length;
}

export function isEasy(password: string, userName: string): boolean {
  const lower = password.toLowerCase();
  if (EASY.includes(lower)) return true;
  const rest = userName === "" ? lower : lower.replaceAll(userName.toLowerCase(), "");
  return rest.length < 4 || new Set(rest).size < 3;
}

/** Three different places among `count`, in order, from a source of numbers in [0, 1). */
export function pickThree(count: number, random: () => number): [number, number, number] {
  const places = new Set<number>();
  while (places.size < 3) places.add(Math.floor(random() * count));
  const [a = 0, b = 1, c = 2] = [...places].sort((x, y) => x - y);
  return [a, b, c];
}
