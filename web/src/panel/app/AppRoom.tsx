import { Button, Menu } from "@mantine/core";
import {
  IconChevronLeft,
  IconDots,
  IconExternalLink,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconTrash,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { call, useCall, useMe } from "../../api/client";
import type { ControlPanelApp } from "../../api/wire";
import { AppIcon } from "../../design/AppIcon";
import { Empty } from "../../design/Empty";
import { ErrorNotice, explain, Notice } from "../../design/Notice";
import { StatePill } from "../../design/Pill";
import { toast } from "../../design/toast";
import { said, useTexts } from "../../i18n";
import { appUrl, isBusy } from "../appUrl";
import { Link } from "../Link";
import { CardWaiting, useTitle } from "../Room";
import { type AppTab, go } from "../route";
import { AppLogs } from "./AppLogs";
import { Details } from "./Details";
import { Overview } from "./Overview";
import { Granted } from "./Permissions";
import { RemoveDialog } from "./RemoveDialog";
import { useReadings } from "./readings";
import { TaskProgress } from "./TaskProgress";
import { appAt, otherOwner, roomOf } from "./whose";

const TABS: readonly AppTab[] = ["overview", "logs", "permissions", "details"];

interface Props {
  id: string;
  owner: string | undefined;
  tab: AppTab;
}

export default function AppRoom({ id, owner, tab }: Props) {
  const { t } = useTexts();
  const list = useCall("control-panel", "apps.list", {}, { every: 3_000 });
  const me = useMe();
  const app = appAt(list.data?.apps ?? [], { id, owner }, me);
  useTitle(app?.show_name ?? id);
  const found = app?.owner_user_id;
  // Else the room could turn into somebody else's app of this name once this one is removed.
  useEffect(() => {
    if (owner === undefined && found !== undefined) {
      go({ room: "app", id, owner: found, tab }, "replace");
    }
  }, [id, owner, found, tab]);
  return (
    <div className="room appear">
      <Link to={{ room: "apps" }} className="back">
        <IconChevronLeft size={18} aria-hidden="true" />
        {t("apps.title")}
      </Link>
      {list.error && !list.data && <ErrorNotice error={list.error} />}
      {list.data && !app && (
        <div className="card">
          <Empty heading="h1" title={t("app.gone_title", { app: id })} text={t("app.gone_text")} />
        </div>
      )}
      {!list.data && !list.error && <Waiting />}
      {app && <Present app={app} tab={tab} />}
    </div>
  );
}

function Waiting() {
  const { t } = useTexts();
  return (
    <div className="stack" role="status" aria-label={t("app.loading")}>
      <div className="hero" aria-hidden="true">
        <span className="shimmer" style={{ width: 92, height: 92, borderRadius: "27%" }} />
        <span className="shimmer" style={{ width: 240, height: 44 }} />
      </div>
      <span className="shimmer" style={{ width: 394, maxWidth: "100%", height: 47 }} />
      <CardWaiting height={190} />
    </div>
  );
}

function Present({ app, tab }: { app: ControlPanelApp; tab: AppTab }) {
  const { t } = useTexts();
  const details = useCall(
    "control-panel",
    "apps.details",
    { app_id: app.app_id, user_id: app.owner_user_id },
    { every: 3_000, enabled: app.state !== "installing" || tab !== "overview" },
  );
  const readings = useReadings(details.data, details.dataUpdatedAt);
  return (
    <>
      <Hero app={app} />
      {isBusy(app.state) && app.task_id !== undefined && (
        <TaskProgress app={app} taskId={app.task_id} />
      )}
      {app.state === "failed" && (
        <Notice
          tone="bad"
          title={t("app.failed_title", { app: app.show_name })}
          live
          action={tab !== "logs" && <Link to={roomOf(app, "logs")}>{t("app.see_logs")}</Link>}
        >
          {app.detail && <span>{said(app.detail)}</span>}
          <span className="step-line">
            {t("error.next")}: {t("app.failed_next")}
          </span>
        </Notice>
      )}
      <nav className="tabs" aria-label={t("app.tabs")}>
        {TABS.map((one) => (
          <Link key={one} to={roomOf(app, one)} aria-current={one === tab ? "page" : undefined}>
            {t(`app.tab_${one}`)}
          </Link>
        ))}
      </nav>
      {details.error && !details.data && tab !== "logs" && tab !== "overview" && (
        <ErrorNotice error={details.error} />
      )}
      {tab === "overview" && <Overview app={app} details={details.data} readings={readings} />}
      {tab === "logs" && <AppLogs app={app} />}
      {tab === "permissions" && details.data && <Granted permissions={details.data.permissions} />}
      {tab === "details" && details.data && <Details details={details.data} />}
    </>
  );
}

function Hero({ app }: { app: ControlPanelApp }) {
  const { t } = useTexts();
  const owner = otherOwner(app, useMe());
  const url = app.state === "running" ? appUrl(app, new URL(location.href)) : undefined;
  return (
    <header className="hero">
      <AppIcon id={app.app_id} name={app.show_name} url={app.icon_url} size={92} />
      <div className="grow stack-s" style={{ minWidth: 180 }}>
        <div className="row">
          <h1>{app.show_name}</h1>
          <span role="status">
            <StatePill state={app.state} />
          </span>
        </div>
        {owner !== undefined && <p className="muted">{t("apps.of", { owner })}</p>}
        {app.description && <p className="muted">{app.description}</p>}
      </div>
      <div className="row">
        {url !== undefined && (
          <Button
            component="a"
            href={url}
            target="_blank"
            rel="noopener"
            size="md"
            rightSection={<IconExternalLink size={17} aria-hidden="true" />}
          >
            {t("common.open")}
            <span className="hidden-visually"> ({t("common.opens_new_tab")})</span>
          </Button>
        )}
        <Actions app={app} />
      </div>
    </header>
  );
}

type Order = "apps.start" | "apps.stop" | "apps.restart";

function Actions({ app }: { app: ControlPanelApp }) {
  const { t } = useTexts();
  const queries = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const [sending, setSending] = useState(false);
  const running = app.state === "running" || app.state === "starting";

  async function order(method: Order) {
    setSending(true);
    try {
      await call("control-panel", method, { app_id: app.app_id, user_id: app.owner_user_id });
      toast(
        "ok",
        t(method === "apps.stop" ? "app.stopped_toast" : "app.started_toast", {
          app: app.show_name,
        }),
      );
      await queries.invalidateQueries({ queryKey: ["control-panel", "apps.list"] });
    } catch (error) {
      toast("bad", explain(error, t));
    } finally {
      setSending(false);
    }
  }

  return (
    <>
      {!running && app.state !== "installing" && app.state !== "removing" && (
        <Button
          size="md"
          loading={sending || app.state === "stopping"}
          leftSection={<IconPlayerPlay size={17} aria-hidden="true" />}
          onClick={() => void order("apps.start")}
        >
          {t("app.start")}
        </Button>
      )}
      <Menu position="bottom-end" width={210} withinPortal>
        <Menu.Target>
          <Button
            variant="default"
            size="md"
            px="sm"
            aria-label={t("app.actions", { app: app.show_name })}
          >
            <IconDots size={20} aria-hidden="true" />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {running && (
            <>
              <Menu.Item
                leftSection={<IconRefresh size={18} aria-hidden="true" />}
                onClick={() => void order("apps.restart")}
              >
                {t("app.restart")}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconPlayerStop size={18} aria-hidden="true" />}
                onClick={() => void order("apps.stop")}
              >
                {t("app.stop")}
              </Menu.Item>
            </>
          )}
          <Menu.Item
            data-danger
            leftSection={<IconTrash size={18} aria-hidden="true" />}
            onClick={() => setRemoving(true)}
          >
            {t("app.remove")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <RemoveDialog
        app={app}
        opened={removing}
        onClose={() => setRemoving(false)}
        onRemoved={() => {
          toast("ok", t("app.removed_toast", { app: app.show_name }));
          go({ room: "apps" });
          void queries.invalidateQueries({ queryKey: ["control-panel", "apps.list"] });
        }}
      />
    </>
  );
}
