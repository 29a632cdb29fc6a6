// The published client in the page of an app. Does nothing by itself: `open-page.ts` calls what the
// page offers.
import * as client from "buckyos/browser";
import { settings } from "./settings.js";
import { END, holds, refused, same, step } from "./steps.js";
import { tasks } from "./tasks.js";

const APP = "board";
const USER = "alice";
const PASSWORD = "correct horse battery";

function account() {
  const info = client.getAccountInfo();
  if (!info) throw new Error("nobody is logged in");
  return info;
}

async function scenario(): Promise<void> {
  await step("initBuckyOS finds the zone of the page's host", async () => {
    await client.initBuckyOS(APP);
    const zone = location.host.slice(location.host.indexOf(".") + 1);
    same([client.getRuntimeType(), client.getZoneHostName()], ["Browser", zone]);
    same(client.getZoneServiceURL("task-manager"), "/kapi/task-manager/");
  });
  await step("loginByPassword with a wrong password is refused", () =>
    refused(/password/i, () => client.loginByPassword(USER, "wrong")),
  );
  await step("loginByPassword logs in", async () => {
    const { user_name, user_id, user_type, refresh_token } = await client.loginByPassword(
      USER,
      PASSWORD,
    );
    same([typeof user_name, user_id, user_type], ["string", USER, "admin"]);
    holds(Boolean(refresh_token), "there is a refresh token");
  });
  await step("the account is kept in the browser", () => {
    holds(Boolean(localStorage.getItem(`buckyos.account_info.${APP}`)), "it is in the storage");
    holds(document.cookie.includes(`${APP}_token=`), "the client's cookie is there");
  });
  await step("login uses the account that is kept", async () => {
    const { session_token } = account();
    await client.initBuckyOS(APP);
    same((await client.login())?.session_token, session_token);
  });
  await step("verifyToken knows the token", async () => {
    const { session_token } = account();
    same(await client.getVerifyHubClient().verifyToken({ session_token, appid: APP }), true);
  });
  await step("refreshToken brings a new pair", async () => {
    const refresh_token = account().refresh_token ?? "";
    const pair = await client.getVerifyHubClient().refreshToken({ refresh_token });
    same(Object.keys(pair).sort(), ["refresh_token", "session_token"]);
  });
  await step("the page reads the zone's document", async () => {
    const boot = await client.getSystemConfigClient().get("boot/config");
    same(typeof JSON.parse(boot.value), "object");
  });
  await step("the settings of a service are not for a page", () =>
    refused(/permission/i, () => client.getSystemConfigClient().get("services/gateway/settings")),
  );
  await step("the settings of a new page are empty", async () => {
    same(await client.getAppSetting(), {});
  });
  await settings(client);
  await tasks(client.getTaskManagerClient(), USER, APP);
  await step("logout forgets the account", () => {
    client.logout();
    same(localStorage.getItem(`buckyos.account_info.${APP}`), null);
    holds(!document.cookie.includes(`${APP}_token=`), "the client's cookie is gone");
  });
}

async function logIn(): Promise<void> {
  await client.login(false);
}

Object.assign(window, { scenario, logIn });
document.title = END;
