package io.bucky.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "dump",
    description = "Print every key and value below a prefix.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky config dump services", "  bucky config dump --json > zone.json"})
final class ConfigDumpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "PREFIX", arity = "0..1", description = "Default: everything.")
  private String prefix = "";

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    try (var config = ConfigConnection.open(options)) {
      ConfigFile dump = ConfigFile.of(prefix, config.ask(store -> store.snapshot(prefix)));
      dump.entries().forEach((key, value) -> console.print(key + " = " + value));
      console.json(dump);
      return ExitStatus.OK;
    }
  }
}
