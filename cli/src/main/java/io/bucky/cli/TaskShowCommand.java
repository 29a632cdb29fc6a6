package io.bucky.cli;

import io.bucky.api.tasks.Task;
import io.bucky.api.tasks.TaskQueryApi;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "show",
    description = "Show one task.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky task show 17"})
final class TaskShowCommand implements Callable<Integer> {
  @Mixin private TaskTarget target = new TaskTarget();

  @Override
  public Integer call() throws InterruptedException {
    var console = target.console();
    try (var zone = target.open()) {
      Task task = zone.call(TaskQueryApi.GET, new TaskQueryApi.Ref(target.id())).task();
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
