import { Loader } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMe } from "../../api/client";
import type { ControlPanelApp } from "../../api/wire";
import { AppIcon } from "../../design/AppIcon";
import { toneOf } from "../../design/Pill";
import { useTexts } from "../../i18n";
import { otherOwner, roomOf } from "../app/whose";
import { appUrl, isBusy } from "../appUrl";
import { Link } from "../Link";

/** A running app with a page opens; any other tile leads to the page about the app. */
export function Tiles({ apps }: { apps: readonly ControlPanelApp[] }) {
  const { t } = useTexts();
  return (
    <ul className="tiles">
      {apps.map((app) => (
        <li key={`${app.app_id}@${app.owner_user_id}`}>
          <Tile app={app} />
        </li>
      ))}
      <li>
        <Link to={{ room: "install" }} className="tile">
          <span className="tile-add">
            <IconPlus size={30} stroke={1.7} aria-hidden="true" />
          </span>
          <span className="tile-name">{t("home.add_app")}</span>
        </Link>
      </li>
    </ul>
  );
}

function Tile({ app }: { app: ControlPanelApp }) {
  const { t, tOr } = useTexts();
  const owner = otherOwner(app, useMe());
  const url = app.state === "running" ? appUrl(app, new URL(location.href)) : undefined;
  const inside = (
    <>
      <AppIcon id={app.app_id} name={app.show_name} url={app.icon_url} size="var(--tile)" />
      {isBusy(app.state) && (
        <span className="ring" aria-hidden="true">
          <Loader size={30} color="white" />
        </span>
      )}
      {app.state === "failed" && (
        <span className="tile-flag" aria-hidden="true">
          !
        </span>
      )}
      <span className="tile-name break">
        {app.show_name}
        {owner !== undefined && <span className="tile-state">{t("apps.of", { owner })}</span>}
        {app.state !== "running" && (
          <span className={`tile-state tone-${toneOf(app.state)}`}>{tOr("state", app.state)}</span>
        )}
      </span>
    </>
  );
  if (url === undefined) {
    return (
      <Link
        to={roomOf(app, "overview")}
        className="tile"
        data-dim={app.state === "stopped" || undefined}
      >
        {inside}
      </Link>
    );
  }
  return (
    <a href={url} className="tile" target="_blank" rel="noopener">
      {inside}
      <span className="hidden-visually">({t("common.opens_new_tab")})</span>
    </a>
  );
}
