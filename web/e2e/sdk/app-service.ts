// The published client inside an app's container, where it speaks to the node's gateway; then a
// server of the app's page.
//
//   node app-service.js PORT_OF_THE_NODE_GATEWAY
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import * as client from "buckyos/node";
import { settings } from "./settings.js";
import { eventually, passSeconds, refused, run, same, step } from "./steps.js";
import { tasks } from "./tasks.js";

const HTTP_PORT = 8080;
const here = fileURLToPath(new URL(".", import.meta.url));
const nodeGatewayPort = Number(process.argv[2]);

function account() {
  const info = client.getAccountInfo();
  if (!info) throw new Error("nobody is logged in");
  return info;
}

async function scenario(): Promise<void> {
  await step("initBuckyOS makes the service of this app", async () => {
    await client.initBuckyOS("", {
      zoneHost: "",
      appId: "",
      defaultProtocol: "http://",
      runtimeType: "NodeJS",
      nodeGatewayPort,
    });
    same([client.getRuntimeType(), client.getAppId()], ["AppService", "board"]);
    const gateway = `${process.env["BUCKYOS_HOST_GATEWAY"]}:${nodeGatewayPort}`;
    same(client.getZoneServiceURL("task-manager"), `http://${gateway}/kapi/task-manager`);
  });
  await step("login brings a token of the verify-hub for this app", async () => {
    const { session_token } = (await client.login()) ?? account();
    const claims = client.parseSessionTokenClaims(session_token);
    same([claims.iss, claims.appid], ["verify-hub", client.getAppId()]);
  });
  await step("the service acts for its owner", () => {
    same([account().user_id, account().user_type], ["alice", "service"]);
  });
  const own = `users/${client.getBuckyOSConfig().ownerUserId}/apps/${client.getAppId()}`;
  await step("the service reads the zone's document and its own spec", async () => {
    const config = client.getSystemConfigClient();
    same(typeof JSON.parse((await config.get("boot/config")).value), "object");
    same(typeof JSON.parse((await config.get(`${own}/spec`)).value), "object");
  });
  await step("the service writes its own info", async () => {
    const config = client.getSystemConfigClient();
    await config.set(`${own}/info`, '{"state":"up"}');
    same((await config.get(`${own}/info`)).value, '{"state":"up"}');
  });
  await step("the settings of a new app are empty", async () => {
    same(await client.getAppSetting(), {});
  });
  await settings(client);
  await tasks(client.getTaskManagerClient(), account().user_id, client.getAppId());
  await step("the settings of a user are not for an app", () =>
    refused(/permission/i, () => client.getSystemConfigClient().get("users/alice/settings")),
  );
  await step("a token near its end is renewed by the client's timer", async () => {
    const { session_token } = account();
    const seconds = client.parseSessionTokenClaims(session_token).exp - 20 - Date.now() / 1000;
    passSeconds(seconds);
    await eventually("another token", () => account().session_token !== session_token);
    passSeconds(-seconds);
    const renewed = { session_token: account().session_token, appid: client.getAppId() };
    same(await client.getVerifyHubClient().verifyToken(renewed), true);
  });
}

/** Where a page finds the package, and what the package may import. */
async function importMap(): Promise<string> {
  const manifest = await readFile(`${here}node_modules/buckyos/package.json`, "utf8");
  const needed = Object.keys(
    (JSON.parse(manifest) as { dependencies?: object }).dependencies ?? {},
  );
  const imports = ["buckyos/browser", ...needed].map((name) => {
    const file = fileURLToPath(import.meta.resolve(name));
    return [name, `/${file.slice(here.length)}`];
  });
  const map = JSON.stringify({ imports: Object.fromEntries(imports) });
  return `<script type="importmap">${map}</script>`;
}

async function serve(path: string): Promise<{ type: string; body: string }> {
  if (path === "/") {
    const page = await readFile(`${here}page.html`, "utf8");
    return { type: "text/html", body: page.replace("<!-- import map -->", await importMap()) };
  }
  return { type: "text/javascript", body: await readFile(here + path.slice(1), "utf8") };
}

createServer((request, response) => {
  serve(new URL(request.url ?? "/", "http://page").pathname).then(
    ({ type, body }) => response.setHeader("Content-Type", type).end(body),
    (error) => response.writeHead(404).end(String(error)),
  );
}).listen(HTTP_PORT);

await run(scenario);
