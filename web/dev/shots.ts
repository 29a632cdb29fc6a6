// DEVELOPMENT ONLY: takes pictures of every page into a folder, to be looked at.
//   npm run shots -- <folder> [name filter]
import { mkdirSync } from "node:fs";
import { launch } from "../e2e/browser";
import { LOOKS, open } from "./browser";
import { startServers, walkPanel, walkWizard } from "./pages";

const [folder = "target/shots", only = ""] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const servers = await startServers();
const browser = await launch();
try {
  for (const look of LOOKS) {
    const page = await open(browser, look);
    const visit = async (name: string, _: unknown, full = false) => {
      if (!`${name}-${look.name}`.includes(only)) return;
      await page.waitForTimeout(350);
      await page.screenshot({ path: `${folder}/${name}-${look.name}.png`, fullPage: full });
    };
    await walkPanel(page, servers, visit);
    await walkWizard(page, servers, visit);
    await page.context().close();
  }
} finally {
  await browser.close();
  await servers.close();
}
