import { SegmentedControl } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import { useState } from "react";
import { call } from "../../api/client";
import type { ControlPanelInspection, ControlPanelSource } from "../../api/wire";
import { ErrorNotice } from "../../design/Notice";
import { useTexts } from "../../i18n";
import { Link } from "../Link";
import { Room } from "../Room";
import { FilesSource } from "./FilesSource";
import { ImageSource } from "./ImageSource";
import { Sheet } from "./Sheet";
import { TextSource } from "./TextSource";

type Way = "files" | "text" | "image";

type Stage =
  | { readonly at: "choose"; readonly error?: unknown }
  | { readonly at: "reading" }
  | {
      readonly at: "review";
      readonly source: ControlPanelSource;
      readonly inspection: ControlPanelInspection;
    };

export default function Install() {
  const { t } = useTexts();
  const [way, setWay] = useState<Way>("files");
  const [stage, setStage] = useState<Stage>({ at: "choose" });

  async function inspect(source: ControlPanelSource) {
    setStage({ at: "reading" });
    try {
      const inspection = await call("control-panel", "apps.inspect", { source });
      setStage({ at: "review", source, inspection });
    } catch (error) {
      setStage({ at: "choose", error });
    }
  }

  if (stage.at === "review") {
    return (
      <Sheet
        source={stage.source}
        inspection={stage.inspection}
        onBack={() => setStage({ at: "choose" })}
      />
    );
  }
  const busy = stage.at === "reading";
  return (
    <Room
      title={t("install.title")}
      lead={t("install.lead")}
      above={
        <Link to={{ room: "apps" }} className="back">
          <IconChevronLeft size={18} aria-hidden="true" />
          {t("apps.title")}
        </Link>
      }
    >
      <div className="stack">
        <SegmentedControl
          aria-label={t("install.source")}
          style={{ justifySelf: "start" }}
          value={way}
          onChange={(value) => {
            if (value === "files" || value === "text" || value === "image") setWay(value);
            setStage({ at: "choose" });
          }}
          data={[
            { value: "files", label: t("install.from_folder") },
            { value: "text", label: t("install.from_text") },
            { value: "image", label: t("install.from_image") },
          ]}
        />
        {stage.at === "choose" && stage.error !== undefined && <ErrorNotice error={stage.error} />}
        {way === "files" && <FilesSource busy={busy} onSource={(source) => void inspect(source)} />}
        {way === "text" && <TextSource busy={busy} onSource={(source) => void inspect(source)} />}
        {way === "image" && <ImageSource busy={busy} onSource={(source) => void inspect(source)} />}
        <p className="hidden-visually" role="status">
          {busy ? t("install.reading") : ""}
        </p>
      </div>
    </Room>
  );
}
