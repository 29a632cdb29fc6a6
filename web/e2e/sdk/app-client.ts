// The published client as a program of the zone's owner, in Node over HTTPS.
//
//   node --import ./localhost.js app-client.js
//
// Environment: BUCKYOS_ZONE_HOST, BUCKYOS_APP_CLIENT_DIR with the owner's key, and
// NODE_EXTRA_CA_CERTS.
import * as client from "buckyos/node";
import { configuration } from "./configuration.js";
import { eventually, holds, passSeconds, refused, run, same, step } from "./steps.js";
import { tasks } from "./tasks.js";

const APP = "buckycli"; // the command, by which people may change what is theirs
const USER = "alice";
const PASSWORD = "correct horse battery";

function account() {
  const info = client.getAccountInfo();
  if (!info) throw new Error("nobody is logged in");
  return info;
}

/** As a new program: with a login of its own, which the second names. */
async function logInAnew(): Promise<void> {
  passSeconds(2);
  await client.initBuckyOS(APP);
  await client.login();
}

async function scenario(): Promise<void> {
  let ownJwt = "";
  await step("initBuckyOS makes a client of the zone by HTTPS", async () => {
    await client.initBuckyOS(APP);
    const zone = process.env["BUCKYOS_ZONE_HOST"];
    same([client.getRuntimeType(), client.getZoneHostName()], ["AppClient", zone]);
    same(client.getZoneServiceURL("task-manager"), `https://${APP}.${zone}/kapi/task-manager`);
    ownJwt = account().session_token;
  });
  await step("login brings a token of the verify-hub for this app", async () => {
    const { session_token } = (await client.login()) ?? account();
    const claims = client.parseSessionTokenClaims(session_token);
    same([claims.iss, claims.appid], ["verify-hub", APP]);
  });
  await step("the owner's key logs the owner's user in", () => {
    same(account().user_id, USER);
    holds(Boolean(account().refresh_token), "there is a refresh token");
  });
  await step("verifyToken knows the token, and no other app's", async () => {
    const { session_token } = account();
    const hub = client.getVerifyHubClient();
    same(await hub.verifyToken({ session_token }), true);
    same(await hub.verifyToken({ session_token, appid: APP }), true);
    await refused(/appid mismatch/, () => hub.verifyToken({ session_token, appid: "other" }));
  });
  await step("refreshToken brings a new pair, once", async () => {
    const hub = client.getVerifyHubClient();
    const refresh_token = account().refresh_token ?? "";
    const pair = await hub.refreshToken({ refresh_token });
    same(Object.keys(pair).sort(), ["refresh_token", "session_token"]);
    same(client.parseSessionTokenClaims(pair.session_token).appid, APP);
    same(await hub.verifyToken({ session_token: pair.session_token }), true);
    await refused(/token/i, () => hub.refreshToken({ refresh_token }));
  });
  await step("a login JWT works once", () =>
    refused(/already used/, () => client.getVerifyHubClient().loginByJwt({ jwt: ownJwt })),
  );
  await step("the same key logs in again a second later", async () => {
    await logInAnew();
    same(account().user_id, USER);
  });
  await step("loginByPassword logs in", async () => {
    const { user_name, user_id, user_type } = await client.loginByPassword(USER, PASSWORD);
    same([typeof user_name, user_id, user_type], ["string", USER, "admin"]);
  });
  await step("loginByPassword with a wrong password is refused", () =>
    refused(/password/i, () => client.loginByPassword(USER, "wrong")),
  );
  await step("a client of any service is answered", async () => {
    await logInAnew();
    const answer = await client.getServiceRpcClient("task-manager").call("list_tasks", {});
    same(Object.keys(answer as object), ["tasks"]);
  });
  await step("a program has no settings of an app", () =>
    refused(/not support/, () => client.getAppSetting()),
  );
  await tasks(client.getTaskManagerClient(), USER, APP);
  await configuration(client.getSystemConfigClient(), `users/${USER}/apps/board`);
  await step("a key outside is refused", () =>
    refused(/permission/i, () => client.getSystemConfigClient().set("test/key", "1")),
  );
  await step("a token near its end is renewed by the client's timer", async () => {
    await logInAnew();
    const { session_token } = account();
    const seconds = client.parseSessionTokenClaims(session_token).exp - 20 - Date.now() / 1000;
    passSeconds(seconds);
    await eventually("another token", () => account().session_token !== session_token);
    passSeconds(-seconds);
    const renewed = account().session_token;
    same(await client.getVerifyHubClient().verifyToken({ session_token: renewed }), true);
  });
  await step("logout forgets the account", () => {
    client.logout();
    same(client.getAccountInfo(), null);
  });
}

await run(scenario);
