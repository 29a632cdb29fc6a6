import { Button } from "@mantine/core";
import { IconFolderUp, IconPackage } from "@tabler/icons-react";
import { type DragEvent, useRef, useState } from "react";
import type { ControlPanelSource } from "../../api/wire";
import { bytes } from "../../base/format";
import { Notice } from "../../design/Notice";
import { type Say, useTexts } from "../../i18n";
import { fromDrop, fromInput, type Picked, type Reading, readPicked } from "./files";

export interface SourceProps {
  busy: boolean;
  onSource: (source: ControlPanelSource) => void;
}

type Failed = Exclude<Reading, { kind: "read" }>;

function failureText(failed: Failed, t: Say): string {
  switch (failed.kind) {
    case "no-compose":
      return t("install.no_compose");
    case "too-many":
      return t("install.too_many", { count: failed.count });
    case "too-big":
      return t("install.too_big", { size: bytes(failed.bytes) });
    case "unreadable":
      return t("install.unreadable", { name: failed.path });
  }
}

export function FilesSource({ busy, onSource }: SourceProps) {
  const { t } = useTexts();
  const [over, setOver] = useState(false);
  const [failed, setFailed] = useState<Failed>();
  const folder = useRef<HTMLInputElement>(null);
  const files = useRef<HTMLInputElement>(null);

  async function take(picked: readonly Picked[]) {
    if (picked.length === 0) return;
    const reading = await readPicked(picked);
    if (reading.kind !== "read") {
      setFailed(reading);
      return;
    }
    setFailed(undefined);
    onSource({
      kind: "compose",
      files: reading.files,
      env: {},
      ...(reading.name === "" ? {} : { name: reading.name }),
    });
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    void fromDrop(event.dataTransfer.items).then(take, () =>
      setFailed({ kind: "unreadable", path: "" }),
    );
  }

  return (
    <div className="stack">
      {failed && <Notice tone="bad" title={failureText(failed, t)} live />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping has the two buttons beside it */}
      <div
        className="drop"
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <span className="drop-icon">
          {over ? (
            <IconFolderUp size={38} stroke={1.5} aria-hidden="true" />
          ) : (
            <IconPackage size={38} stroke={1.5} aria-hidden="true" />
          )}
        </span>
        <h2>{over ? t("install.dropped") : t("install.drop_title")}</h2>
        <p className="muted" style={{ maxWidth: "52ch" }}>
          {t("install.drop_text")}
        </p>
        <div className="row" style={{ justifyContent: "center" }}>
          <Button size="md" loading={busy} onClick={() => folder.current?.click()}>
            {t("install.choose_folder")}
          </Button>
          <Button
            size="md"
            variant="default"
            disabled={busy}
            onClick={() => files.current?.click()}
          >
            {t("install.choose_files")}
          </Button>
        </div>
        <input
          ref={folder}
          type="file"
          hidden
          data-testid="folder"
          aria-label={t("install.choose_folder")}
          {...{ webkitdirectory: "" }}
          multiple
          onChange={(event) => {
            const list = event.currentTarget.files;
            if (list) void take(fromInput(list));
            event.currentTarget.value = "";
          }}
        />
        <input
          ref={files}
          type="file"
          hidden
          data-testid="files"
          aria-label={t("install.choose_files")}
          multiple
          onChange={(event) => {
            const list = event.currentTarget.files;
            if (list) void take(fromInput(list));
            event.currentTarget.value = "";
          }}
        />
      </div>
    </div>
  );
}
