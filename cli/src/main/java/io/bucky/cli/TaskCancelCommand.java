package io.bucky.cli;

import io.bucky.api.tasks.TaskUpdateApi;
import io.bucky.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "cancel",
    description = "Cancel a task.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky task cancel 17", "  bucky task cancel 17 --recursive"})
final class TaskCancelCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "ID", description = "The task's number.")
  private long id;

  @Option(names = "--recursive", description = "Cancel every task of the same root too.")
  private boolean recursive;

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    try (var zone = Zones.open(options)) {
      zone.call(TaskUpdateApi.CANCEL, new TaskUpdateApi.Cancel(id, recursive));
      console.say("Canceled.");
      console.json(Json.object().put("task_id", id).put("status", "Canceled"));
      return ExitStatus.OK;
    }
  }
}
