package io.bucky.cli;

import io.bucky.api.panel.AppsApi;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "uninstall",
    aliases = "remove",
    description = "Remove an app. You must say what becomes of its data.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  bucky app uninstall wordpress --keep-data      installing it again finds the data",
      "  bucky app uninstall wordpress --delete-data    cannot be undone"
    })
final class AppUninstallCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();
  @Mixin private AppTarget target = new AppTarget();

  @Option(names = "--no-wait", description = "Return at once; the task goes on.")
  private boolean noWait;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Data data = new Data();

  static final class Data {
    @Option(names = "--keep-data", description = "Leave the app's data folder where it is.")
    boolean keep;

    @Option(names = "--delete-data", description = "Delete the app's data. Cannot be undone.")
    boolean delete;
  }

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    try (var zone = Zones.open(options)) {
      AppsApi.TaskRef task =
          zone.call(
              AppsApi.UNINSTALL,
              new AppsApi.UninstallRequest(
                  target.app(), target.owner(), data.delete ? "delete" : "retain"));
      return new TaskFollower(zone, console)
          .finish(task.taskId(), noWait, target.app() + " is removed");
    }
  }
}
