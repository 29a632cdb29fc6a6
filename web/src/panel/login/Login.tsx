import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useRef, useState } from "react";
import { KrpcError, krpc, nextSeq } from "../../api/krpc";
import { loginProof } from "../../api/proof";
import { Logo } from "../../design/Logo";
import { explain, Notice } from "../../design/Notice";
import { type Say, useTexts } from "../../i18n";
import { useTitle } from "../Room";
import { callbackUrl, ownPath, withinZone, zoneHostOf } from "./redirect";

const PANEL_APP = "control-panel";

/** Where to go after the login, decided once from the page's address. */
type Target =
  | { readonly kind: "page"; readonly url: URL; readonly app: string }
  | { readonly kind: "popup"; readonly url: URL; readonly app: string }
  | { readonly kind: "foreign" };

export function targetOf(page: URL, popup: boolean): Target {
  const zone = zoneHostOf(page.hostname);
  const query = page.searchParams;
  const asked = popup ? query.get("redirect_uri") : query.get("redirect_url");
  const app = query.get("client_id") ?? PANEL_APP;
  if (popup) {
    const url = withinZone(asked, zone);
    return url === undefined ? { kind: "foreign" } : { kind: "popup", url, app };
  }
  if (asked === null) {
    return { kind: "page", url: new URL(ownPath(query.get("next")), page.origin), app: PANEL_APP };
  }
  const url = withinZone(asked, zone);
  return url === undefined ? { kind: "foreign" } : { kind: "page", url, app };
}

export function Login({ popup }: { popup: boolean }) {
  const { t } = useTexts();
  const [target] = useState(() => targetOf(new URL(location.href), popup));
  const zone = zoneHostOf(location.hostname);
  useTitle(t("login.submit"));
  return (
    <main className="centre">
      <div className="card gate appear">
        <header>
          <Logo size={60} />
          <h1>{t("login.title")}</h1>
          <p className="muted break">
            {target.kind !== "foreign" && target.app !== PANEL_APP
              ? t("login.to", { app: target.app })
              : t("login.zone", { zone })}
          </p>
        </header>
        {target.kind === "foreign" ? (
          <Notice tone="bad" title={t("error.title")} live>
            <span>{t("login.foreign")}</span>
          </Notice>
        ) : (
          <LoginForm target={target} />
        )}
      </div>
    </main>
  );
}

type Stage = "form" | "sending" | "popup-done" | "popup-lost";

function LoginForm({ target }: { target: Exclude<Target, { kind: "foreign" }> }) {
  const { t } = useTexts();
  const [stage, setStage] = useState<Stage>("form");
  const [problem, setProblem] = useState<string>();
  const [ended] = useState(() => new URL(location.href).searchParams.has("ended"));
  const user = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const name = user.current?.value.trim().toLowerCase() ?? "";
    const secret = password.current?.value ?? "";
    if (name === "" || secret === "") {
      setProblem(t("login.missing"));
      (name === "" ? user : password).current?.focus();
      return;
    }
    setProblem(undefined);
    setStage("sending");
    try {
      setStage(await logIn(name, secret, target));
    } catch (error) {
      setStage("form");
      setProblem(problemText(error, t));
      password.current?.select();
    }
  }

  if (stage === "popup-done") return <Notice tone="ok" title={t("login.popup_done")} live />;
  if (stage === "popup-lost") return <Notice tone="warn" title={t("login.popup_lost")} live />;
  return (
    <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
      {ended && !problem && <Notice tone="warn" title={t("login.ended")} />}
      {problem && <Notice tone="bad" title={problem} live />}
      <TextInput
        ref={user}
        label={t("login.user")}
        size="md"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
      />
      <PasswordInput
        visibilityToggleButtonProps={{ "aria-label": t("common.show_password") }}
        ref={password}
        label={t("login.password")}
        size="md"
        name="password"
        autoComplete="current-password"
      />
      <Button type="submit" size="md" fullWidth loading={stage === "sending"}>
        {t("login.submit")}
      </Button>
    </form>
  );
}

async function logIn(
  name: string,
  secret: string,
  target: Exclude<Target, { kind: "foreign" }>,
): Promise<Stage> {
  const nonce = nextSeq(Date.now());
  const login = { username: name, password: loginProof(secret, name, nonce), login_nonce: nonce };
  if (target.kind === "page") {
    const { sso_nonce } = await krpc(
      "control-panel",
      "auth.login",
      { ...login, appid: target.app, redirect_url: target.url.href },
      { seq: nonce },
    );
    location.replace(callbackUrl(target.url, sso_nonce));
    return "sending";
  }
  const answer = await krpc(
    "control-panel",
    "auth.issue_sso_token",
    { ...login, client_id: target.app, redirect_uri: target.url.href },
    { seq: nonce },
  );
  return hand(answer.token, target.url.origin);
}

/** Gives the account to the page that opened this window, and to no other origin. */
function hand(token: string, origin: string): Stage {
  const opener: unknown = window.opener;
  if (opener === null || typeof opener !== "object") return "popup-lost";
  (opener as Window).postMessage({ token, error: null }, origin);
  setTimeout(() => window.close(), 300);
  return "popup-done";
}

function problemText(error: unknown, t: Say): string {
  if (error instanceof KrpcError) {
    if (/too many|rate|locked|try again/i.test(error.message)) return t("login.too_many");
    if (/nonce/i.test(error.message)) return t("login.clock");
    if (error.kind === "password" || error.kind === "denied" || error.kind === "session") {
      return t("login.wrong");
    }
  }
  return explain(error, t);
}
