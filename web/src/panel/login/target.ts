import { isSameEntrance, ownPath, withinZone, zoneHostOf } from "./redirect";

export const PANEL_APP = "control-panel";

/** Where to go after the login, decided once from the page's address. */
export type Target =
  /** a page: of this panel itself, or of an app of the Zone */
  | {
      readonly kind: "page";
      readonly url: URL;
      readonly app: string;
      /** ask which account, even when one is logged in */
      readonly ask: boolean;
    }
  /** the page that opened this window */
  | {
      readonly kind: "popup";
      readonly url: URL;
      readonly app: string;
      readonly ask: boolean;
    }
  | { readonly kind: "foreign" };

export type Leading = Exclude<Target, { kind: "foreign" }>;

export function targetOf(page: URL, popup: boolean): Target {
  const query = page.searchParams;
  const asked = popup ? query.get("redirect_uri") : query.get("redirect_url");
  const app = query.get("client_id") ?? PANEL_APP;
  const ask = query.get("prompt") === "select_account";
  if (popup) {
    // opened from the app's own port, which need not be this page's; the server knows all of them
    const url = withinZone(asked, page);
    return url === undefined ? { kind: "foreign" } : { kind: "popup", url, app, ask };
  }
  if (asked === null) {
    const url = new URL(ownPath(query.get("next")), page.origin);
    return { kind: "page", url, app: PANEL_APP, ask };
  }
  const url = withinZone(asked, page);
  return url === undefined || !isSameEntrance(url, page)
    ? { kind: "foreign" }
    : { kind: "page", url, app, ask };
}

/** Whether the target is a page of the panel at this very host. */
export function isHere(target: Leading, page: URL): boolean {
  return target.kind === "page" && target.url.origin === page.origin;
}

/**
 * Apps send people to `sys.`, but most log in at the Zone's own address, and a browser keeps the two
 * apart. So whoever is not logged in at `sys.` is asked there: this is where to.
 */
export function otherDoor(page: URL, popup: boolean): URL | undefined {
  if (popup || !page.hostname.startsWith("sys.") || !page.searchParams.has("redirect_url")) {
    return undefined;
  }
  const other = new URL(page);
  other.hostname = zoneHostOf(page.hostname);
  return other;
}

/** This page again, once the panel's own login is made: it then goes on to the app by itself. */
export function thisPageAgain(page: URL): URL {
  const again = new URL(page);
  again.hash = "";
  again.searchParams.delete("prompt");
  again.searchParams.delete("ended");
  return again;
}
