// Where a login may lead. The server checks the same and has the last word: it issues nothing for an
// address outside the Zone. These checks keep the page itself from ever going there.

/** The Zone's host, read from the host of a page of it: `sys.` is the one sub-host with this page. */
export function zoneHostOf(hostname: string): string {
  return hostname.startsWith("sys.") ? hostname.slice(4) : hostname;
}

/** The address as a URL, when it is a web page of the Zone: its own host or one label before it. */
export function withinZone(address: string | null, zoneHost: string): URL | undefined {
  if (address === null) return undefined;
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return undefined;
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  if (url.username !== "" || url.password !== "") return undefined;
  if (url.hostname === zoneHost) return url;
  const suffix = `.${zoneHost}`;
  if (!url.hostname.endsWith(suffix)) return undefined;
  return /^[A-Za-z0-9_-]+$/.test(url.hostname.slice(0, -suffix.length)) ? url : undefined;
}

/** A path of this panel to go on to; anything else is Home. */
export function ownPath(next: string | null): string {
  return next?.startsWith("/") && !next.startsWith("//") && !next.includes("\\") ? next : "/";
}

/** The page that turns the login into cookies, on the host that the person came from. */
export function callbackUrl(target: URL, nonce: number): string {
  const query = new URLSearchParams({ nonce: String(nonce), redirect_url: target.href });
  return `${target.origin}/sso_callback?${query}`;
}
