// The settings of an app, as its page or its service keeps them.
import type * as Client from "buckyos";
import { same, step } from "./steps.js";

export async function settings(client: typeof Client): Promise<void> {
  await step("settings are replaced as a whole", async () => {
    await client.setAppSetting(null, '{"theme":{"color":"blue"},"n":1}');
    same(await client.getAppSetting(), { theme: { color: "blue" }, n: 1 });
  });
  await step("a setting is changed by its path", async () => {
    await client.setAppSetting("theme.color", '"red"');
    same(await client.getAppSetting("theme.color"), "red");
    same(await client.getAppSetting("n"), 1);
  });
  await step("a setting may be plain text", async () => {
    await client.setAppSetting("name", "plain text");
    same(await client.getAppSetting("name"), "plain text");
  });
  await step("a setting that never was is undefined", async () => {
    same(await client.getAppSetting("not.there"), undefined);
  });
}
