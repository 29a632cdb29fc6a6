import type { ResultOf } from "../api/krpc";
import { isEasy, isHost, isLabel, userProblem } from "./rules";

// The wizard as a reducer: which step, what was entered, what is missing.

export type StepName = "code" | "name" | "you" | "review" | "phrase" | "check" | "done";

export type Activated = ResultOf<"active", "activate">;

export interface Wizard {
  readonly step: StepName;
  readonly askedForCode: boolean;
  readonly code: string;
  readonly kind: "here" | "other";
  readonly label: string;
  readonly domain: string;
  readonly user: string;
  readonly password: string;
  readonly repeat: string;
  /** true once the person tried to go on: from then on mistakes are named */
  readonly tried: boolean;
  readonly sending: boolean;
  readonly error: unknown;
  readonly result: Activated | undefined;
}

export type Field = "code" | "label" | "domain" | "user" | "password" | "repeat";

export type Event =
  | { readonly do: "enter"; readonly field: Field; readonly text: string }
  | { readonly do: "kind"; readonly kind: "here" | "other" }
  | { readonly do: "next" }
  | { readonly do: "back" }
  | { readonly do: "to"; readonly step: StepName }
  | { readonly do: "sent" }
  | { readonly do: "failed"; readonly error: unknown; readonly askForCode: boolean }
  | { readonly do: "activated"; readonly result: Activated };

export function beginWizard(code: string): Wizard {
  return {
    step: code === "" ? "code" : "name",
    askedForCode: code === "",
    code,
    kind: "here",
    label: "home",
    domain: "",
    user: "",
    password: "",
    repeat: "",
    tried: false,
    sending: false,
    error: undefined,
    result: undefined,
  };
}

const ORDER: readonly StepName[] = ["code", "name", "you", "review", "phrase", "check", "done"];

export function zoneNameOf(wizard: Wizard): string {
  return wizard.kind === "here" ? `${wizard.label}.localhost` : wizard.domain;
}

/** People write their name as they like; the login name is its lower case. */
export function userNameOf(wizard: Wizard): string {
  return wizard.user.trim().toLowerCase();
}

export type Mistake =
  | "code-missing"
  | "label"
  | "domain"
  | "user"
  | "user-reserved"
  | "password-short"
  | "password-easy"
  | "repeat";

/** What keeps this step from being done, in the order of the fields. */
export function mistakes(wizard: Wizard): Mistake[] {
  switch (wizard.step) {
    case "code":
      return wizard.code.trim() === "" ? ["code-missing"] : [];
    case "name":
      if (wizard.kind === "here") return isLabel(wizard.label) ? [] : ["label"];
      return isHost(wizard.domain) ? [] : ["domain"];
    case "you": {
      const found: Mistake[] = [];
      const problem = userProblem(userNameOf(wizard));
      if (problem !== undefined) found.push(problem === "form" ? "user" : "user-reserved");
      if (wizard.password.length < 8) found.push("password-short");
      else if (isEasy(wizard.password, wizard.user)) found.push("password-easy");
      if (wizard.repeat !== wizard.password) found.push("repeat");
      return found;
    }
    default:
      return [];
  }
}

export function reduceWizard(wizard: Wizard, event: Event): Wizard {
  switch (event.do) {
    case "enter": {
      const host = event.field === "label" || event.field === "domain";
      const text = host ? event.text.toLowerCase().trim() : event.text;
      return { ...wizard, [event.field]: text };
    }
    case "kind":
      return { ...wizard, kind: event.kind, tried: false };
    case "next":
      if (mistakes(wizard).length > 0) return { ...wizard, tried: true };
      return { ...wizard, step: neighbour(wizard, 1), tried: false, error: undefined };
    case "back":
      return { ...wizard, step: neighbour(wizard, -1), tried: false, error: undefined };
    case "to":
      return { ...wizard, step: event.step, tried: false, error: undefined };
    case "sent":
      return { ...wizard, sending: true, error: undefined };
    case "failed":
      return {
        ...wizard,
        sending: false,
        error: event.error,
        ...(event.askForCode ? { step: "code" as const, askedForCode: true, code: "" } : {}),
      };
    case "activated":
      // The password has done its work; it does not stay in memory while people copy words.
      return {
        ...wizard,
        sending: false,
        step: "phrase",
        result: event.result,
        password: "",
        repeat: "",
      };
  }
}

function neighbour(wizard: Wizard, by: 1 | -1): StepName {
  const at = ORDER.indexOf(wizard.step) + by;
  const step = ORDER[at] ?? wizard.step;
  return step === "code" && !wizard.askedForCode ? wizard.step : step;
}

/** The steps shown at the top: what the person sees of the way. */
export function shownSteps(wizard: Wizard): StepName[] {
  const all: StepName[] = ["name", "you", "review", "phrase"];
  return wizard.askedForCode ? ["code", ...all] : all;
}

export function shownAs(step: StepName): StepName {
  return step === "check" || step === "done" ? "phrase" : step;
}
