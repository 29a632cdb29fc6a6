package io.bucky.cli;

import io.bucky.api.tasks.Task;
import io.bucky.api.tasks.TaskQueryApi;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "list",
    aliases = "ls",
    description = "List tasks, newest first.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky task list", "  bucky task list --unfinished --json"})
final class TaskListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Option(names = "--unfinished", description = "Only those that are not over.")
  private boolean unfinished;

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    try (var zone = Zones.open(options)) {
      List<Task> tasks =
          zone.call(TaskQueryApi.LIST, TaskQueryApi.Filter.all()).tasks().stream()
              .filter(task -> !unfinished || !task.status().isTerminal())
              .toList();
      console.json(new TaskQueryApi.Many(tasks));
      if (tasks.isEmpty()) {
        console.print("No tasks.");
        return ExitStatus.OK;
      }
      var rows = new ArrayList<List<String>>();
      rows.add(List.of("ID", "STATUS", "PROGRESS", "USER", "NAME", "MESSAGE"));
      for (Task task : tasks) {
        rows.add(
            List.of(
                Long.toString(task.id()),
                task.status().wire(),
                Math.round(task.progress()) + " %",
                task.userId(),
                task.name(),
                task.message().orElse("")));
      }
      console.table(rows);
      return ExitStatus.OK;
    }
  }
}
