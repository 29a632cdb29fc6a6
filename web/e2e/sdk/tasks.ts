// Every call of the client's task manager, by whoever is logged in. Nothing is left running, since
// pauseAllRunningTasks would find it: the calls see all tasks of the user, whatever app's they are.
import type { Task, TaskManager } from "buckyos";
import { holds, refused, same, step } from "./steps.js";

export async function tasks(client: TaskManager, user: string, app: string): Promise<void> {
  let number = 0;
  const create = (parent?: Task) => {
    number += 1;
    return client.createTask({
      name: `${app}-${Date.now()}-${number}`,
      taskType: "import",
      userId: user,
      appId: app,
      ...(parent ? { options: { parent_id: parent.id } } : {}),
    });
  };
  const status = async (task: Task) => (await client.getTask(task.id)).status;
  const running = async () => ids(await client.listTasks({ filter: { status: "Running" } }));
  const ids = (found: Task[]) => found.map((task) => task.id).sort((a, b) => a - b);

  await step("a new task has what it was given", async () => {
    const permissions = { read: "User", write: "Private" };
    const created = await client.createTask({
      name: `${app}-${Date.now()}`,
      taskType: "import",
      data: { a: 1 },
      userId: user,
      appId: app,
      options: { permissions, priority: 3 },
    });
    const task = await client.getTask(created.id);
    same(
      [task.id, task.user_id, task.app_id, task.status, task.progress, task.data],
      [created.id, user, app, "Pending", 0, { a: 1 }],
    );
    same([task.parent_id, String(task.root_id)], [null, String(task.id)]);
    same([task.permissions.read, task.permissions.write], ["User", "Private"]);
  });
  await step("a task without data has a parent when it is given one", async () => {
    const parent = await create();
    const child = await create(parent);
    same([child.parent_id, String(child.root_id)], [parent.id, String(parent.id)]);
    same(ids(await client.getSubtasks(parent.id)), [child.id]);
  });
  await step("updateTaskStatus sets a task running", async () => {
    const task = await create();
    await client.updateTaskStatus(task.id, "Running");
    same(await status(task), "Running");
    await client.updateTaskStatus(task.id, "Completed");
  });
  await step("updateTaskProgress counts in items", async () => {
    const task = await create();
    await client.updateTaskProgress(task.id, 3, 4);
    same((await client.getTask(task.id)).progress, 75);
  });
  await step("updateTask and updateTaskData add to the data", async () => {
    const task = await create();
    await client.updateTask({ id: task.id, progress: 80, message: "hi", data: { b: 2 } });
    await client.updateTaskData(task.id, { c: [3] });
    const after = await client.getTask(task.id);
    same([after.progress, after.message, after.data], [80, "hi", { b: 2, c: [3] }]);
  });
  await step("pauseTask pauses and resumeTask resumes", async () => {
    const task = await create();
    await client.resumeTask(task.id);
    await client.pauseTask(task.id);
    same(await status(task), "Paused");
    await client.resumeTask(task.id);
    same(await status(task), "Running");
    await client.completeTask(task.id);
  });
  await step("markTaskAsWaitingForApproval waits", async () => {
    const task = await create();
    await client.markTaskAsWaitingForApproval(task.id);
    same(await status(task), "WaitingForApproval");
  });
  await step("listTasks finds all that one may see", async () => {
    const task = await create();
    holds(ids(await client.listTasks()).includes(task.id), "the task is in the list");
  });
  await step("listTasks finds by app, type and status", async () => {
    const [waiting, other] = [await create(), await create()];
    await client.markTaskAsWaitingForApproval(waiting.id);
    const found = ids(
      await client.listTasks({
        filter: { app_id: app, task_type: "import", status: "WaitingForApproval" },
        sourceUserId: user,
        sourceAppId: app,
      }),
    );
    holds(found.includes(waiting.id) && !found.includes(other.id), `${found} is what waits`);
  });
  await step("listTasks finds by root and by parent", async () => {
    const root = await create();
    const child = await create(root);
    const grandchild = await create(child);
    same(
      ids(await client.listTasks({ filter: { root_id: root.id } })),
      ids([root, child, grandchild]),
    );
    same(ids(await client.listTasks({ filter: { parent_id: root.id } })), [child.id]);
  });
  await step("listTasksByTimeRange counts in seconds", async () => {
    const task = await create();
    const now = Math.floor(Date.now() / 1000);
    const between = async (startTime: number, endTime: number) =>
      ids(
        await client.listTasksByTimeRange({
          appId: app,
          taskType: "import",
          sourceUserId: user,
          sourceAppId: app,
          startTime,
          endTime,
        }),
      ).includes(task.id);
    holds(await between(now - 3600, now + 3600), "it was made within the hour");
    holds(!(await between(now - 7200, now - 3600)), "it was not made an hour ago");
  });
  await step("pauseAllRunningTasks pauses, resumeLastPausedTask resumes", async () => {
    const task = await create();
    await client.resumeTask(task.id);
    await client.pauseAllRunningTasks();
    same([await status(task), await running()], ["Paused", []]);
    await client.resumeLastPausedTask();
    same([await status(task), await running()], ["Running", [task.id]]);
    await client.completeTask(task.id);
  });
  await step("waitForTaskEnd sees completeTask", async () => {
    const task = await create();
    const end = client.waitForTaskEnd(task.id);
    await client.completeTask(task.id);
    same(await end, "Completed");
  });
  await step("markTaskAsFailed keeps why", async () => {
    const task = await create();
    await client.markTaskAsFailed(task.id, "no such file");
    const after = await client.getTask(task.id);
    same([after.status, after.message], ["Failed", "no such file"]);
  });
  await step("updateTaskError keeps why", async () => {
    const task = await create();
    await client.updateTaskError(task.id, "bad");
    same((await client.getTask(task.id)).message, "bad");
  });
  await step("cancelTask cancels one task", async () => {
    const task = await create();
    const child = await create(task);
    await client.cancelTask(task.id);
    same([await status(task), await status(child)], ["Canceled", "Pending"]);
  });
  await step("cancelTask cancels a tree", async () => {
    const task = await create();
    const child = await create(task);
    await client.cancelTask(task.id, true);
    same([await status(task), await status(child)], ["Canceled", "Canceled"]);
  });
  await step("deleteTask deletes", async () => {
    const task = await create();
    await client.deleteTask(task.id);
    await refused(/not found|no task|does not exist/i, () => client.getTask(task.id));
  });
}
