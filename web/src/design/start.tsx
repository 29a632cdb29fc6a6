import { MantineProvider } from "@mantine/core";
import { Component, type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startTexts, useTexts } from "../i18n";
import { Empty } from "./Empty";
import { theme } from "./theme";
import "./tokens.css";
import "./mantine.css";
import "./kit.css";
import { Toasts } from "./toast";

class Guard extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useTexts();
  return (
    <main style={{ display: "grid", placeItems: "center", minHeight: "100dvh", padding: 20 }}>
      <div className="card" role="alert">
        <Empty heading="h1" title={t("error.page_title")} text={t("error.page_text")}>
          <button type="button" className="plain-button" onClick={() => location.reload()}>
            {t("error.page_reload")}
          </button>
        </Empty>
      </div>
    </main>
  );
}

/** Starts one page: texts, theme, toasts, and a floor under everything that may throw. */
export async function start(page: ReactNode): Promise<void> {
  await startTexts();
  const root = document.getElementById("root");
  if (root === null) throw new Error("the page has no #root");
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <Guard>{page}</Guard>
        <Toasts />
      </MantineProvider>
    </StrictMode>,
  );
}
