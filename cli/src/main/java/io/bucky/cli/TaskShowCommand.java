package io.bucky.cli;

import io.bucky.api.tasks.Task;
import io.bucky.api.tasks.TaskQueryApi;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "show",
    description = "Show one task.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky task show 17"})
final class TaskShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "ID", description = "The task's number.")
  private long id;

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    try (var zone = Zones.open(options)) {
      Task task = zone.call(TaskQueryApi.GET, new TaskQueryApi.Ref(id)).task();
      console.json(task);
      console.print("Task %d   %s".formatted(task.id(), task.name()));
      console.print("Status    " + task.status().wire());
      console.print("Progress  " + Console.bar(task.progress()));
      task.message().ifPresent(message -> console.print("Message   " + message));
      console.print("User      %s, app %s".formatted(task.userId(), task.appId()));
      console.print("Created   " + Instant.ofEpochSecond(task.createdAt()));
      console.print("Changed   " + Instant.ofEpochSecond(task.updatedAt()));
      return ExitStatus.OK;
    }
  }
}
