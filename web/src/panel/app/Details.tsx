import type { ControlPanelAppDetails } from "../../api/wire";
import { CopyButton } from "../../design/Copy";
import { useTexts } from "../../i18n";

export function Details({ details }: { details: ControlPanelAppDetails }) {
  const { t } = useTexts();
  const spec = JSON.stringify(details.spec, null, 2);
  return (
    <div className="stack">
      {details.mounts.length > 0 && (
        <section className="card">
          <h2 style={{ marginBottom: 8 }}>{t("app.mounts")}</h2>
          <div className="table-wrap">
            <table>
              <thead>
                <tr>
                  <th scope="col">{t("app.mount_here")}</th>
                  <th scope="col">{t("app.mount_there")}</th>
                  <th scope="col">{t("app.mount_access")}</th>
                </tr>
              </thead>
              <tbody>
                {details.mounts.map((mount, i) => (
                  <tr key={i}>
                    <td className="mono small break">{mount.target}</td>
                    <td className="mono small break muted">{mount.source}</td>
                    <td>{t(mount.read_only ? "app.read_only" : "app.read_write")}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
      {details.ports.length > 0 && (
        <section className="card stack-s">
          <h2>{t("app.ports")}</h2>
          <ul className="plain-list">
            {details.ports.map((port, i) => (
              <li key={i} className="num">
                {port.name} · {port.protocol} {port.port}
                {port.inner_port !== undefined && ` → ${port.inner_port}`}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="card stack-s">
        <div className="row spread">
          <h2>{t("app.spec")}</h2>
          <CopyButton text={spec} />
        </div>
        <p className="muted">{t("app.spec_text")}</p>
        <pre className="spec" tabIndex={0}>
          {spec}
        </pre>
      </section>
    </div>
  );
}
