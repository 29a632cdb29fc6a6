package io.bucky.cli;

import io.bucky.config.ConfigKey;
import io.bucky.json.Json;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "diff",
    description = {
      "Show what restoring a snapshot would change: + comes back, ~ changes, - goes away.",
      "Ends with 0 when nothing differs, with 1 when something does."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky config diff zone.json"})
final class ConfigDiffCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "FILE", description = "A snapshot.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    ConfigFile wanted = ConfigFile.read(file);
    try (var config = ConfigConnection.open(options)) {
      SortedMap<ConfigKey, ConfigFile.Difference> differences =
          wanted.against(config.ask(store -> store.snapshot(wanted.prefix())));
      print(console, differences);
      return differences.isEmpty() ? ExitStatus.OK : ExitStatus.FAILED;
    }
  }

  static void print(Console console, SortedMap<ConfigKey, ConfigFile.Difference> differences) {
    var list = Json.mapper().createArrayNode();
    differences.forEach((key, difference) -> {
      console.print(difference.sign() + " " + key);
      if (difference instanceof ConfigFile.Difference.Changed(var from, var to)) {
        console.print("    now:      " + from);
        console.print("    snapshot: " + to);
      }
      list.add(Json.object().put("key", key.text()).put("change", difference.sign()));
    });
    console.json(list);
  }
}
