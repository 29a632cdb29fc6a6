package io.bucky.cli;

import io.bucky.api.tasks.TaskUpdateApi;
import io.bucky.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "cancel",
    description = "Cancel a task.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky task cancel 17", "  bucky task cancel 17 --recursive"})
final class TaskCancelCommand implements Callable<Integer> {
  @Mixin private TaskTarget target = new TaskTarget();

  @Option(names = "--recursive", description = "Cancel every task of the same root too.")
  private boolean recursive;

  @Override
  public Integer call() throws InterruptedException {
    var console = target.console();
    try (var zone = target.open()) {
      zone.call(TaskUpdateApi.CANCEL, new TaskUpdateApi.Cancel(target.id(), recursive));
      console.say("Canceled.");
      console.json(Json.object().put("task_id", target.id()).put("status", "Canceled"));
      return ExitStatus.OK;
    }
  }
}
