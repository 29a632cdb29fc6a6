// Every call of the client's system config, below a folder that the caller may write.
import type { SystemConfig } from "buckyos";
import { holds, refused, same, step } from "./steps.js";

export async function configuration(client: SystemConfig, folder: string): Promise<void> {
  let number = 0;
  const newKey = () => {
    number += 1;
    return `${folder}/sdk-${Date.now()}-${number}`;
  };
  const value = async (key: string) => (await client.get(key)).value;
  const json = async (key: string) => JSON.parse(await value(key)) as unknown;

  await step("boot/config is a document with a version", async () => {
    const boot = await client.get("boot/config");
    same([typeof JSON.parse(boot.value), typeof boot.version], ["object", "number"]);
  });
  await step("create creates once", async () => {
    const key = newKey();
    await client.create(key, '{"a":1}');
    const found = await client.get(key);
    same([found.value, found.is_changed], ['{"a":1}', true]);
    await refused(/exist/i, () => client.create(key, "{}"));
  });
  await step("set replaces", async () => {
    const key = newKey();
    await client.set(key, '{"a":1}');
    await client.set(key, '{"b":2}');
    same(await value(key), '{"b":2}');
  });
  await step("setByJsonPath takes paths with and without a slash, and new ones", async () => {
    const key = newKey();
    await client.set(key, '{"a":{"x":1}}');
    await client.setByJsonPath(key, "/a/x", "2");
    await client.setByJsonPath(key, "a/y", '"z"');
    await client.setByJsonPath(key, "/n/p", "[1]");
    same(await json(key), { a: { x: 2, y: "z" }, n: { p: [1] } });
  });
  await step("append appends", async () => {
    const key = newKey();
    await client.set(key, "one\n");
    await client.append(key, "two\n");
    same(await value(key), "one\ntwo\n");
  });
  await step("list names what lies in a folder", async () => {
    const key = newKey();
    await client.set(key, "here");
    const names = await client.list(folder);
    holds(names.includes(key.slice(folder.length + 1)), `${JSON.stringify(names)} has ${key}`);
  });
  await step("execTx creates, updates and appends", async () => {
    const [created, updated, appended] = [newKey(), newKey(), newKey()];
    await client.set(updated, "old");
    await client.set(appended, "one\n");
    await client.execTx({
      [created]: { action: "create", value: "new" },
      [updated]: { action: "update", value: "newer" },
      [appended]: { action: "append", value: "two\n" },
    });
    same(
      [await value(created), await value(updated), await value(appended)],
      ["new", "newer", "one\ntwo\n"],
    );
  });
  await step("execTx sets paths and removes, at the version that was read", async () => {
    const [kept, removed] = [newKey(), newKey()];
    await client.set(kept, '{"t":1}');
    await client.set(removed, "gone soon");
    const { version } = await client.get(kept);
    await client.execTx(
      {
        [kept]: { action: "set_by_path", all_set: { "/t": 5, "/u": { w: 1 }, x: "y" } },
        [removed]: { action: "remove" },
      },
      [kept, version],
    );
    same(await json(kept), { t: 5, u: { w: 1 }, x: "y" });
    await refused(/not found/i, () => client.get(removed));
  });
  await step("execTx at an old version changes nothing", async () => {
    const key = newKey();
    await client.set(key, "one");
    const { version } = await client.get(key);
    await client.set(key, "two");
    await refused(/revision|version/i, () =>
      client.execTx({ [key]: { action: "update", value: "three" } }, [key, version]),
    );
    same(await value(key), "two");
  });
  await step("delete deletes", async () => {
    const key = newKey();
    await client.set(key, "here");
    await client.delete(key);
    await refused(/not found/i, () => client.get(key));
  });
  await step("a key that never was is not found", () =>
    refused(/not found/i, () => client.get(newKey())),
  );
  await step("refreshTrustKeys is answered", () => client.refreshTrustKeys());
  await step("dumpConfigsForScheduler is for the scheduler", () =>
    refused(/permission/i, () => client.dumpConfigsForScheduler()),
  );
}
