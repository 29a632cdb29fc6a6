package io.bucky.cli;

import io.bucky.config.ConfigKey;
import io.bucky.config.Entry;
import io.bucky.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "get",
    description = "Print one value.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky config get boot/config", "  bucky config get users/alice/settings --json"})
final class ConfigGetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "KEY", description = "For example services/gateway/settings.")
  private String key = "";

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    ConfigKey wanted = ConfigConnection.key(key);
    try (var config = ConfigConnection.open(options)) {
      Entry entry =
          config
              .ask(store -> store.get(wanted))
              .orElseThrow(() ->
                  Failure.notFound(
                      "no value at " + wanted, "List what is there: bucky config list"));
      console.print(entry.value());
      console.json(
          Json.object()
              .put("key", wanted.text())
              .put("value", entry.value())
              .put("version", entry.version()));
      return ExitStatus.OK;
    }
  }
}
