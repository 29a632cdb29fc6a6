// Where a login may lead. The server checks the same and has the last word: it issues nothing for an
// address outside the Zone. These checks keep the page itself from ever going there.

/** The Zone's host, read from the host of a page of it: `sys.` is the one sub-host with this page. */
export function zoneHostOf(hostname: string): string {
  return hostname.startsWith("sys.") ? hostname.slice(4) : hostname;
}

/**
 * The address as a URL, when it is a web page of the Zone: its own host, or one label before it, set
 * off by a dot or a dash. Never from https to a page that anybody on the way can read.
 */
export function withinZone(address: string | null, page: URL): URL | undefined {
  if (address === null) return undefined;
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return undefined;
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  if (url.protocol === "http:" && page.protocol === "https:") return undefined;
  if (url.username !== "" || url.password !== "") return undefined;
  const zone = zoneHostOf(page.hostname);
  if (url.hostname === zone) return url;
  const label = [`.${zone}`, `-${zone}`]
    .filter((ending) => url.hostname.endsWith(ending))
    .map((ending) => url.hostname.slice(0, -ending.length))[0];
  return label !== undefined && /^[A-Za-z0-9_-]+$/.test(label) ? url : undefined;
}

/** Whether both are served by the same listener: what else listens on a host of the Zone is not known. */
export function isSameEntrance(url: URL, page: URL): boolean {
  return url.protocol === page.protocol && url.port === page.port;
}

/** A path of this panel to go on to; anything else is Home. */
export function ownPath(next: string | null): string {
  const here = "http://panel.invalid";
  return next?.startsWith("/") && URL.canParse(next, here) && new URL(next, here).origin === here
    ? next
    : "/";
}

/** The page that turns the login into cookies, on the host that the person came from. */
export function callbackUrl(target: URL, nonce: number): string {
  const query = new URLSearchParams({ nonce: String(nonce), redirect_url: target.href });
  return `${target.origin}/sso_callback?${query}`;
}
