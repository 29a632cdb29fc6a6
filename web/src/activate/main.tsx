import { start } from "../design/start";
import { WizardPage } from "./WizardPage";
import "./activate.css";

/** The one-time code leaves the address bar at once: it is a secret, and history keeps addresses. */
function takeCode(): string {
  const page = new URL(location.href);
  const code = page.searchParams.get("code") ?? "";
  if (code !== "") {
    page.searchParams.delete("code");
    history.replaceState(null, "", page);
  }
  return code;
}

void start(<WizardPage code={takeCode()} />);
