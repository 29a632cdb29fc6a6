import { call } from "../../api/client";
import { KrpcError, krpc, nextSeq } from "../../api/krpc";
import { loginProof } from "../../api/proof";
import type { ControlPanelUserInfo } from "../../api/wire";
import { explain } from "../../design/Notice";
import type { Say } from "../../i18n";
import { callbackUrl } from "./redirect";
import { isHere, type Leading, PANEL_APP, thisPageAgain } from "./target";

/** What is left to do on this page. */
export type Rest = "leaving" | "popup-done" | "popup-lost";

export type Secret = { readonly name: string; readonly password: string };

/** Enters by the session that this browser has at the panel. */
export async function enter(target: Leading): Promise<Rest> {
  const page = new URL(location.href);
  if (target.kind === "popup") {
    const answer = await call("control-panel", "auth.issue_sso_token", {
      username: "",
      password: "",
      client_id: target.app,
      redirect_uri: target.url.href,
    });
    return hand(answer.token, answer.origin);
  }
  if (isHere(target, page)) return leaveTo(target.url.href);
  const app = page.searchParams.get("client_id");
  const { sso_nonce } = await call("control-panel", "auth.open_app", {
    ...(app === null ? {} : { client_id: app }),
    redirect_url: target.url.href,
  });
  return leaveTo(callbackUrl(target.url, sso_nonce));
}

/**
 * Logs in by password: at the panel, which then opens the app; or, for another account than the
 * panel's, at the app alone.
 */
export async function logIn(secret: Secret, target: Leading, appOnly: boolean): Promise<Rest> {
  const seq = nextSeq(Date.now());
  const login = {
    username: secret.name,
    password: loginProof(secret.password, secret.name, seq),
    login_nonce: seq,
  };
  if (target.kind === "popup") {
    const answer = await krpc(
      "control-panel",
      "auth.issue_sso_token",
      { ...login, client_id: target.app, redirect_uri: target.url.href },
      { seq },
    );
    return hand(answer.token, answer.origin);
  }
  const page = new URL(location.href);
  const first = appOnly || isHere(target, page) ? target.url : thisPageAgain(page);
  const { sso_nonce } = await krpc(
    "control-panel",
    "auth.login",
    { ...login, appid: appOnly ? target.app : PANEL_APP, redirect_url: first.href },
    { seq },
  );
  return leaveTo(callbackUrl(first, sso_nonce));
}

/** The other host sees that a page of the Zone led to it, and not what that page's address was. */
function leaveTo(address: string): Rest {
  const referrer = document.createElement("meta");
  referrer.name = "referrer";
  referrer.content = "strict-origin";
  document.head.append(referrer);
  location.replace(address);
  return "leaving";
}

/** Gives the account to the page that opened this window, and to no other origin. */
function hand(token: string, origin: string): Rest {
  const opener: unknown = window.opener;
  if (opener === null || typeof opener !== "object") return "popup-lost";
  (opener as Window).postMessage({ token, error: null }, origin);
  setTimeout(() => window.close(), 300);
  return "popup-done";
}

export function loginProblem(error: unknown, t: Say): string {
  if (error instanceof KrpcError) {
    if (/too many|rate|locked|try again/i.test(error.message)) return t("login.too_many");
    if (/nonce/i.test(error.message)) return t("login.clock");
    if (error.kind === "password" || error.kind === "denied" || error.kind === "session") {
      return t("login.wrong");
    }
  }
  return explain(error, t);
}

export function entryProblem(
  error: unknown,
  user: ControlPanelUserInfo,
  app: string,
  t: Say,
): string {
  return error instanceof KrpcError && error.kind === "denied"
    ? t("login.not_allowed", { name: user.show_name, app })
    : explain(error, t);
}
