import { Button, TextInput } from "@mantine/core";
import { IconExternalLink, IconPlus, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useCall, useMe } from "../../api/client";
import type { ControlPanelApp } from "../../api/wire";
import { AppIcon } from "../../design/AppIcon";
import { Empty } from "../../design/Empty";
import { ErrorNotice } from "../../design/Notice";
import { StatePill } from "../../design/Pill";
import { useTexts } from "../../i18n";
import { otherOwner, roomOf } from "../app/whose";
import { appUrl } from "../appUrl";
import { Link } from "../Link";
import { Room } from "../Room";
import { go } from "../route";

const MANY = 8;

export default function Apps() {
  const { t } = useTexts();
  const [find, setFind] = useState("");
  const { data, error } = useCall("control-panel", "apps.list", {}, { every: 4_000 });
  const apps = data?.apps ?? [];
  const wanted = find.trim().toLowerCase();
  const shown = apps.filter((app) =>
    `${app.show_name} ${app.app_id}`.toLowerCase().includes(wanted),
  );
  return (
    <Room
      title={t("apps.title")}
      lead={t("apps.lead")}
      actions={
        <Button
          size="md"
          leftSection={<IconPlus size={18} aria-hidden="true" />}
          onClick={() => go({ room: "install" })}
        >
          {t("apps.install")}
        </Button>
      }
    >
      {error && !data && <ErrorNotice error={error} />}
      {data && apps.length === 0 && (
        <div className="card">
          <Empty title={t("home.no_apps_title")} text={t("home.no_apps_text")} />
        </div>
      )}
      {apps.length > MANY && (
        <TextInput
          type="search"
          aria-label={t("apps.search")}
          placeholder={t("apps.search")}
          leftSection={<IconSearch size={17} aria-hidden="true" />}
          value={find}
          onChange={(event) => setFind(event.currentTarget.value)}
          maw={360}
        />
      )}
      {apps.length > 0 && shown.length === 0 && (
        <p className="muted" role="status">
          {t("apps.none_found", { text: find })}
        </p>
      )}
      <ul className="app-list">
        {shown.map((app) => (
          <AppRow key={`${app.app_id}@${app.owner_user_id}`} app={app} />
        ))}
      </ul>
    </Room>
  );
}

function AppRow({ app }: { app: ControlPanelApp }) {
  const { t } = useTexts();
  const owner = otherOwner(app, useMe());
  const url = app.state === "running" ? appUrl(app, new URL(location.href)) : undefined;
  return (
    <li className="card app-row">
      <AppIcon id={app.app_id} name={app.show_name} url={app.icon_url} size={58} />
      <div className="grow stack-s">
        <h2 className="ellipsis">
          <Link to={roomOf(app, "overview")}>{app.show_name}</Link>
        </h2>
        <div className="row">
          <StatePill state={app.state} />
          {app.version && <span className="muted small">{app.version}</span>}
          {owner !== undefined && <span className="muted small">{t("apps.of", { owner })}</span>}
        </div>
      </div>
      {url !== undefined && (
        <Button
          className="above"
          component="a"
          href={url}
          target="_blank"
          rel="noopener"
          variant="default"
          aria-label={`${t("apps.open_app", { app: app.show_name })} (${t("common.opens_new_tab")})`}
          rightSection={<IconExternalLink size={16} aria-hidden="true" />}
        >
          {t("common.open")}
        </Button>
      )}
    </li>
  );
}
