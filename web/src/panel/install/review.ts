import type {
  ControlPanelInspection,
  ControlPanelInstallRequest,
  ControlPanelMainEndpoint,
  ControlPanelSource,
} from "../../api/wire";

// What the person decided on the permission sheet. A reducer, so that the rules are tested without a
// browser.

export interface Review {
  readonly inspection: ControlPanelInspection;
  readonly name: string;
  readonly granted: ReadonlySet<string>;
  readonly env: Readonly<Record<string, string>>;
  readonly main: ControlPanelMainEndpoint | undefined;
  readonly guests: boolean;
}

export type ReviewStep =
  | { readonly do: "name"; readonly name: string }
  | { readonly do: "grant"; readonly id: string; readonly allow: boolean }
  | { readonly do: "env"; readonly name: string; readonly value: string }
  | { readonly do: "main"; readonly main: ControlPanelMainEndpoint }
  | { readonly do: "guests"; readonly allow: boolean };

export type Gap =
  | { readonly kind: "name" }
  | { readonly kind: "grants" }
  | { readonly kind: "env"; readonly name: string }
  | { readonly kind: "refused" };

export const APP_NAME = /^[a-z][a-z0-9-]{0,30}$/;

export function beginReview(inspection: ControlPanelInspection): Review {
  // Nothing with a risk is allowed before the person said so.
  const harmless = inspection.permissions
    .filter(({ risk, by_default }) => by_default || risk === "low")
    .map(({ id }) => id);
  return {
    inspection,
    name: inspection.app_id,
    granted: new Set(harmless),
    env: Object.fromEntries(inspection.env.map(({ name, value }) => [name, value])),
    main: inspection.main ?? inspection.candidates[0],
    guests: false,
  };
}

export function reduceReview(review: Review, step: ReviewStep): Review {
  switch (step.do) {
    case "name":
      return { ...review, name: step.name };
    case "grant": {
      const granted = new Set(review.granted);
      if (step.allow) granted.add(step.id);
      else granted.delete(step.id);
      return { ...review, granted };
    }
    case "env":
      return { ...review, env: { ...review.env, [step.name]: step.value } };
    case "main":
      return { ...review, main: step.main };
    case "guests":
      return { ...review, guests: step.allow };
  }
}

/** The first thing that stands in the way of installing, or undefined. */
export function gapOf(review: Review): Gap | undefined {
  const { inspection } = review;
  if (!inspection.installable) return { kind: "refused" };
  if (!APP_NAME.test(review.name)) return { kind: "name" };
  const missing = inspection.permissions.some(
    ({ id, required, risk }) => required && risk !== "refused" && !review.granted.has(id),
  );
  if (missing) return { kind: "grants" };
  const empty = inspection.env.find(({ name, required }) => required && review.env[name] === "");
  return empty === undefined ? undefined : { kind: "env", name: empty.name };
}

export function requestOf(
  review: Review,
  source: ControlPanelSource,
  key: string,
): ControlPanelInstallRequest {
  const changed = review.inspection.env.filter(({ name, value }) => review.env[name] !== value);
  return {
    source,
    app_id: review.name,
    grants: grantsOf(review),
    env: Object.fromEntries(changed.map(({ name }) => [name, review.env[name] ?? ""])),
    ...(review.main === undefined ? {} : { main: review.main }),
    allow_guest: review.guests,
    idempotency_key: key,
  };
}

/** Ids of what is allowed; `!id` takes back what would be given by default. */
function grantsOf(review: Review): string[] {
  return review.inspection.permissions.flatMap(({ id, risk, by_default }) => {
    if (risk === "refused") return [];
    if (review.granted.has(id)) return [id];
    return by_default ? [`!${id}`] : [];
  });
}
