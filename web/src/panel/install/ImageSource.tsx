import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTexts } from "../../i18n";
import type { SourceProps } from "./FilesSource";
import { appName } from "./files";
import { APP_NAME } from "./review";

/** `registry/owner/paperless-ngx:2.1` is called `paperless-ngx`. */
export function nameOfImage(image: string): string {
  const last = image.trim().split("/").at(-1) ?? "";
  return appName(last.replace(/[:@].*$/, ""));
}

export function ImageSource({ busy, onSource }: SourceProps) {
  const { t } = useTexts();
  const [image, setImage] = useState("");
  const [port, setPort] = useState("80");
  const [typed, setTyped] = useState<string>();
  const [tried, setTried] = useState(false);
  const name = typed ?? nameOfImage(image);
  const number = Number(port);
  const portOk = /^\d{1,5}$/.test(port) && number >= 1 && number <= 65_535;
  const imageOk = /^[a-z0-9][\w./:@-]*$/i.test(image.trim());

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!portOk || !imageOk || !APP_NAME.test(name)) return;
    onSource({ kind: "image", image: image.trim(), port: number, name, files: [], env: {} });
  }

  return (
    <form className="card stack" onSubmit={submit} noValidate style={{ maxWidth: 560 }}>
      <TextInput
        label={t("install.image")}
        description={t("install.image_hint")}
        value={image}
        onChange={(event) => setImage(event.currentTarget.value)}
        error={tried && !imageOk && t("install.image_hint")}
        autoCapitalize="none"
        spellCheck={false}
      />
      <TextInput
        label={t("install.port")}
        description={t("install.port_hint")}
        inputMode="numeric"
        value={port}
        onChange={(event) => setPort(event.currentTarget.value)}
        error={tried && !portOk && t("install.port_bad")}
      />
      <TextInput
        label={t("install.name")}
        description={t("install.name_hint")}
        value={name}
        onChange={(event) => setTyped(event.currentTarget.value.toLowerCase())}
        error={tried && !APP_NAME.test(name) && t("install.name_bad")}
        autoCapitalize="none"
        spellCheck={false}
      />
      <Button type="submit" size="md" loading={busy} style={{ justifySelf: "start" }}>
        {t("install.inspect")}
      </Button>
    </form>
  );
}
