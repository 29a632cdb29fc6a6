import { IconApps, IconHome, IconServer, IconSettings } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useCall } from "../api/client";
import type { ControlPanelUserInfo } from "../api/wire";
import { Logo } from "../design/Logo";
import { Notice } from "../design/Notice";
import { useTexts } from "../i18n";
import { Link } from "./Link";
import { pathOf, type Route } from "./route";

const ROOMS = [
  { to: { room: "home" }, text: "nav.home", Icon: IconHome },
  { to: { room: "apps" }, text: "nav.apps", Icon: IconApps },
  { to: { room: "machine" }, text: "nav.machine", Icon: IconServer },
  { to: { room: "settings" }, text: "nav.settings", Icon: IconSettings },
] as const;

function isIn(route: Route, room: (typeof ROOMS)[number]["to"]["room"]): boolean {
  if (room === "apps") return ["apps", "app", "install"].includes(route.room);
  return route.room === room;
}

interface Props {
  route: Route;
  user: ControlPanelUserInfo;
  children: ReactNode;
}

export function Shell({ route, user, children }: Props) {
  const { t } = useTexts();
  const main = useRef<HTMLElement>(null);
  const path = pathOf(route);
  const lastPath = useRef(path);
  const overview = useCall("control-panel", "system.overview", {}, { every: 15_000 });
  const lost = overview.error?.kind === "unreachable";

  // A new room: start reading at its heading.
  useEffect(() => {
    if (lastPath.current === path) return;
    lastPath.current = path;
    main.current?.focus({ preventScroll: true });
  }, [path]);

  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t("common.skip")}
      </a>
      <nav className="rail" aria-label={t("nav.label")}>
        <Link to={{ room: "home" }} className="rail-logo" aria-label={t("app.name")}>
          <Logo />
        </Link>
        <ul>
          {ROOMS.map(({ to, text, Icon }) => (
            <li key={to.room}>
              <Link to={to} aria-current={isIn(route, to.room) ? "page" : undefined}>
                <span className="rail-icon">
                  <Icon size={23} stroke={1.7} aria-hidden="true" />
                </span>
                {t(text)}
              </Link>
            </li>
          ))}
        </ul>
        <Link
          to={{ room: "settings" }}
          className="avatar"
          aria-label={t("settings.signed_in", { name: user.show_name })}
        >
          {(user.show_name || user.user_id).slice(0, 1).toUpperCase()}
        </Link>
      </nav>
      <main id="main" ref={main} tabIndex={-1}>
        {lost && <Notice tone="warn" title={t("offline.banner")} live />}
        {children}
      </main>
    </div>
  );
}
