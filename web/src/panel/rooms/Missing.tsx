import { Empty } from "../../design/Empty";
import { useTexts } from "../../i18n";
import { Link } from "../Link";
import { useTitle } from "../Room";

export function Missing({ path }: { path: string }) {
  const { t } = useTexts();
  useTitle(t("missing.title"));
  return (
    <div className="card appear">
      <Empty heading="h1" title={t("missing.title")} text={t("missing.text", { path })}>
        <Link to={{ room: "home" }}>{t("missing.home")}</Link>
      </Empty>
    </div>
  );
}
