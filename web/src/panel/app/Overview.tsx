import { IconLock, IconWorld } from "@tabler/icons-react";
import type { ControlPanelApp, ControlPanelAppDetails } from "../../api/wire";
import { bytes, percent } from "../../base/format";
import { StatePill } from "../../design/Pill";
import { useTexts } from "../../i18n";
import { appUrl, isBusy } from "../appUrl";

export function Overview({
  app,
  details,
}: {
  app: ControlPanelApp;
  details: ControlPanelAppDetails | undefined;
}) {
  const { t } = useTexts();
  const components = details?.app.components ?? app.components;
  return (
    <div className="two">
      <section className="card">
        <h2 style={{ marginBottom: 8 }}>{t("app.components")}</h2>
        <div className="table-wrap">
          <table>
            <thead>
              <tr>
                <th scope="col">{t("app.component")}</th>
                <th scope="col">{t("app.state")}</th>
                <th scope="col">{t("app.image")}</th>
              </tr>
            </thead>
            <tbody>
              {components.map((component) => (
                <tr key={component.name}>
                  <td>{component.name}</td>
                  <td>
                    <span className="row" style={{ gap: 6 }}>
                      {component.state && <StatePill state={component.state} />}
                      {component.health && component.health !== "none" && (
                        <StatePill state={component.health} />
                      )}
                    </span>
                  </td>
                  <td className="mono small break muted">{component.image}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <div className="stack">
        <Addresses app={app} />
        <section className="card">
          <dl className="facts">
            {details?.memory_bytes !== undefined && (
              <>
                <dt>{t("app.memory")}</dt>
                <dd className="num">{bytes(details.memory_bytes)}</dd>
              </>
            )}
            {details?.cpu_percent !== undefined && (
              <>
                <dt>{t("app.cpu")}</dt>
                <dd className="num">{percent(details.cpu_percent)} %</dd>
              </>
            )}
            <dt>{t("app.owner")}</dt>
            <dd>{app.owner_user_id}</dd>
            {app.version && (
              <>
                <dt>{t("app.version")}</dt>
                <dd>{app.version}</dd>
              </>
            )}
          </dl>
        </section>
      </div>
    </div>
  );
}

function Addresses({ app }: { app: ControlPanelApp }) {
  const { t } = useTexts();
  const page = new URL(location.href);
  const { hosts } = app;
  // its address comes with its first start
  if (hosts.length === 0 && isBusy(app.state)) return null;
  return (
    <section className="card stack-s">
      <h2>{t("app.addresses")}</h2>
      {hosts.length === 0 && <p className="muted">{t("app.no_address")}</p>}
      {hosts.map((host) => {
        const url = appUrl({ ...app, hosts: [host] }, page);
        return (
          <a key={host} href={url} target="_blank" rel="noopener" className="break">
            {host}
          </a>
        );
      })}
      {hosts.length > 0 && (
        <span className="row muted small" style={{ gap: 6 }}>
          {app.allow_guest ? (
            <IconWorld size={16} aria-hidden="true" />
          ) : (
            <IconLock size={16} aria-hidden="true" />
          )}
          {t(app.allow_guest ? "app.guests" : "app.login_needed")}
        </span>
      )}
    </section>
  );
}
