package io.bucky.cli;

import io.bucky.api.tasks.Task;
import io.bucky.api.tasks.TaskQueryApi;
import io.bucky.json.Json;

/// Follows a task to its end and shows how far it is.
final class TaskFollower {
  /// Below the time limit of one call, so that a waiting call ends by answering.
  private static final int WAIT_MILLIS = 10_000;

  private final ZoneConnection zone;
  private final Console console;

  TaskFollower(ZoneConnection zone, Console console) {
    this.zone = zone;
    this.console = console;
  }

  /// Waits for the task and prints how it ended.
  ///
  /// @param noWait only say which task it is
  /// @param success what to say when it is done
  int finish(long task, boolean noWait, String success) throws InterruptedException {
    if (noWait) {
      console.print("Task " + task + " is under way: bucky task wait " + task);
      console.json(Json.object().put("task_id", task).put("status", "Pending"));
      return ExitStatus.OK;
    }
    Task ended = follow(task);
    console.clearProgress();
    console.json(ended);
    return switch (ended.status()) {
      case COMPLETED -> {
        console.say("Done: " + success + ".");
        yield ExitStatus.OK;
      }
      case FAILED -> {
        console.warn(ended.message().orElse(ended.name() + " failed"));
        yield ExitStatus.FAILED;
      }
      case CANCELED -> {
        console.warn(ended.name() + " was canceled");
        yield ExitStatus.CONFLICT;
      }
      case PENDING, RUNNING, PAUSED, WAITING_FOR_APPROVAL -> ExitStatus.TRY_AGAIN;
    };
  }

  private Task follow(long id) throws InterruptedException {
    TaskQueryApi.Seen seen = zone.call(TaskQueryApi.WAIT, new TaskQueryApi.Wait(id, 0, 0));
    while (!seen.task().status().isTerminal()) {
      show(seen.task());
      seen = zone.call(TaskQueryApi.WAIT, new TaskQueryApi.Wait(id, seen.revision(), WAIT_MILLIS));
    }
    return seen.task();
  }

  private void show(Task task) {
    console.progress(Console.bar(task.progress()) + " " + task.message().orElse(task.name()));
  }
}
