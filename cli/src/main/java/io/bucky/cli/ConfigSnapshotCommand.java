package io.bucky.cli;

import io.bucky.json.Json;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "snapshot",
    description = "Write the configuration as of one revision into a file (0600).",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky config snapshot zone-2026-11-21.json"})
final class ConfigSnapshotCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "FILE", description = "Where to write it.")
  private Path file = Path.of("");

  @Option(names = "--prefix", paramLabel = "PREFIX", description = "Only below this prefix.")
  private String prefix = "";

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    try (var config = ConfigConnection.open(options)) {
      ConfigFile taken = ConfigFile.of(prefix, config.ask(store -> store.snapshot(prefix)));
      taken.write(file);
      console.say(
          "%d keys as of revision %d are in %s."
              .formatted(taken.entries().size(), taken.revision(), file));
      console.json(
          Json.object()
              .put("file", file.toString())
              .put("revision", taken.revision())
              .put("keys", taken.entries().size()));
      return ExitStatus.OK;
    }
  }
}
