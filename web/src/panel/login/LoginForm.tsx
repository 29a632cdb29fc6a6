import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useRef, useState } from "react";
import { Notice } from "../../design/Notice";
import { useTexts } from "../../i18n";
import { logIn, loginProblem, type Rest } from "./actions";
import type { Leading } from "./target";

interface Props {
  target: Leading;
  /** the account is for the app alone: the panel keeps its own */
  appOnly: boolean;
  onDone: (rest: Rest) => void;
}

export function LoginForm({ target, appOnly, onDone }: Props) {
  const { t } = useTexts();
  const [sending, setSending] = useState(false);
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
    setSending(true);
    try {
      onDone(await logIn({ name, password: secret }, target, appOnly));
    } catch (error) {
      setSending(false);
      setProblem(loginProblem(error, t));
      password.current?.select();
    }
  }

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
      <Button type="submit" size="md" fullWidth loading={sending}>
        {t("login.submit")}
      </Button>
    </form>
  );
}
