import { Button, SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { IconDownload, IconLogout } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { useCall, useSession } from "../../api/client";
import { logout } from "../../api/session";
import { explain, Notice } from "../../design/Notice";
import { chooseLanguage, LANGUAGES, useTexts } from "../../i18n";
import { Room } from "../Room";

const CA_PATH = "/.well-known/local-ca.pem";

export default function Settings() {
  const { t } = useTexts();
  return (
    <Room title={t("settings.title")} lead={t("settings.lead")}>
      <div className="stack settings">
        <section className="card">
          <LanguageChoice />
          <ThemeChoice />
        </section>
        <Account />
        <Certificate />
        <About />
      </div>
    </Room>
  );
}

function Setting({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <div className="setting">
      <div className="grow stack-s" style={{ minWidth: 220 }}>
        <h2>{title}</h2>
        {text && <p className="muted">{text}</p>}
      </div>
      {children}
    </div>
  );
}

function LanguageChoice() {
  const { t, language } = useTexts();
  const id = useId();
  return (
    <Setting title={t("settings.language")} text={t("settings.language_text")}>
      <SegmentedControl
        id={id}
        aria-label={t("settings.language")}
        value={language}
        data={LANGUAGES.map(({ code, name }) => ({ value: code, label: name }))}
        onChange={(value) => {
          const chosen = LANGUAGES.find(({ code }) => code === value);
          if (chosen) void chooseLanguage(chosen.code);
        }}
      />
    </Setting>
  );
}

function ThemeChoice() {
  const { t } = useTexts();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Setting title={t("settings.theme")} text={t("settings.theme_text")}>
      <SegmentedControl
        aria-label={t("settings.theme")}
        value={colorScheme}
        data={[
          { value: "auto", label: t("settings.theme_auto") },
          { value: "light", label: t("settings.theme_light") },
          { value: "dark", label: t("settings.theme_dark") },
        ]}
        onChange={(value) => {
          if (value === "auto" || value === "light" || value === "dark") setColorScheme(value);
        }}
      />
    </Setting>
  );
}

function Account() {
  const { t, tOr } = useTexts();
  const session = useSession();
  const [leaving, setLeaving] = useState(false);
  const [error, setError] = useState<unknown>();
  if (session.state !== "in") return null;
  const { user } = session;

  async function leave() {
    setLeaving(true);
    setError(undefined);
    try {
      await logout();
    } catch (problem) {
      setError(problem);
    } finally {
      setLeaving(false);
    }
  }

  return (
    <section className="card stack-s">
      <Setting
        title={t("settings.account")}
        text={`${t("settings.signed_in", { name: user.show_name || user.user_id })} · ${tOr("role", user.user_type)}`}
      >
        <Button
          variant="default"
          leftSection={<IconLogout size={17} aria-hidden="true" />}
          loading={leaving}
          onClick={() => void leave()}
        >
          {t("settings.logout")}
        </Button>
      </Setting>
      {error !== undefined && (
        <Notice tone="bad" title={t("settings.logout_failed")} live>
          <span>{explain(error, t)}</span>
        </Notice>
      )}
    </section>
  );
}

function Certificate() {
  const { t } = useTexts();
  const offered = useQuery({
    queryKey: ["local-ca"],
    queryFn: async ({ signal }) => (await fetch(CA_PATH, { method: "HEAD", signal })).ok,
    staleTime: 60_000,
  });
  return (
    <section className="card">
      <Setting
        title={t("settings.certificate")}
        text={
          offered.data === false ? t("settings.certificate_none") : t("settings.certificate_text")
        }
      >
        {offered.data && (
          <Button
            component="a"
            href={CA_PATH}
            download="buckyos-local-ca.pem"
            variant="default"
            leftSection={<IconDownload size={17} aria-hidden="true" />}
          >
            {t("settings.certificate_get")}
          </Button>
        )}
      </Setting>
    </section>
  );
}

function About() {
  const { t } = useTexts();
  const { data } = useCall("control-panel", "system.overview", {});
  if (!data) return null;
  return (
    <section className="card stack-s">
      <h2>{t("settings.about")}</h2>
      <dl className="facts">
        <dt>{t("machine.version")}</dt>
        <dd>{data.version}</dd>
        <dt>{t("machine.zone")}</dt>
        <dd>{data.zone_host}</dd>
        <dt>{t("machine.did")}</dt>
        <dd className="mono">{data.zone_did}</dd>
      </dl>
    </section>
  );
}
