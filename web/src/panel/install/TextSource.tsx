import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useId, useState } from "react";
import { toBase64 } from "../../api/proof";
import { useTexts } from "../../i18n";
import type { SourceProps } from "./FilesSource";
import { APP_NAME } from "./review";

export function TextSource({ busy, onSource }: SourceProps) {
  const { t } = useTexts();
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const id = useId();
  const badName = tried && !APP_NAME.test(name);
  const badText = tried && text.trim() === "";

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!APP_NAME.test(name) || text.trim() === "") return;
    const content = toBase64(new TextEncoder().encode(text));
    onSource({ kind: "compose", name, files: [{ path: "docker-compose.yml", content }], env: {} });
  }

  return (
    <form className="card stack" onSubmit={submit} noValidate>
      <TextInput
        label={t("install.name")}
        description={t("install.name_hint")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value.toLowerCase())}
        error={badName && t("install.name_bad")}
        autoCapitalize="none"
        spellCheck={false}
        maw={420}
      />
      <div className="stack-s">
        <label htmlFor={id} style={{ fontWeight: 600, fontSize: "0.87rem" }}>
          {t("install.text_label")}
        </label>
        <textarea
          id={id}
          className="paste"
          rows={14}
          spellCheck={false}
          placeholder={"services:\n  web:\n    image: nginx:1.27\n    ports:\n      - 8080:80"}
          value={text}
          aria-invalid={badText}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {badText && <span className="field-error">{t("install.text_hint")}</span>}
      </div>
      <Button type="submit" size="md" loading={busy} style={{ justifySelf: "start" }}>
        {t("install.inspect")}
      </Button>
    </form>
  );
}
