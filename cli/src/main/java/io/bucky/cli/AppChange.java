package io.bucky.cli;

import io.bucky.api.panel.AppsApi;
import io.bucky.krpc.Method;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What `start`, `stop` and `restart` share: one call, and the task that it started.
final class AppChange {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Mixin private CommonOptions options = new CommonOptions();
  @Mixin private AppTarget target = new AppTarget();

  @Option(names = "--no-wait", description = "Return at once; the task goes on.")
  private boolean noWait;

  int run(Method<AppsApi.AppRequest, AppsApi.TaskRef> method, String done)
      throws InterruptedException {
    var console = Console.of(spec, options);
    try (var zone = Zones.open(options)) {
      AppsApi.TaskRef task = zone.call(method, target.request());
      return new TaskFollower(zone, console)
          .finish(task.taskId(), noWait, target.app() + " " + done);
    }
  }
}
