package io.bucky.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "wait",
    description = "Wait until a task is over; ends with 0 only when it completed.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky task wait 17 && echo done"})
final class TaskWaitCommand implements Callable<Integer> {
  @Mixin private TaskTarget target = new TaskTarget();

  @Override
  public Integer call() throws InterruptedException {
    var console = target.console();
    try (var zone = target.open()) {
      return new TaskFollower(zone, console)
          .finish(target.id(), false, "task " + target.id() + " is complete");
    }
  }
}
