package io.bucky.cli;

import io.bucky.config.ConfigApi;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "history",
    description = "Print the kept past values of one key, oldest first.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky config history services/gateway/settings"})
final class ConfigHistoryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "KEY", description = "Whose history.")
  private String key = "";

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    try (var zone = Zones.open(options)) {
      var asked = new ConfigApi.Key(ConfigConnection.key(key).text());
      ConfigApi.Changes history = zone.call(ConfigApi.HISTORY, asked);
      if (history.changes().isEmpty()) {
        throw Failure.notFound(
            "no history of " + asked.key() + " is kept", "List what is there: bucky config list");
      }
      console.json(history);
      history
          .changes()
          .forEach(change ->
              console.print(
                  "%d  version %d  %s"
                      .formatted(
                          change.revision(),
                          change.version(),
                          change.value().orElse("(removed)"))));
      return ExitStatus.OK;
    }
  }
}
