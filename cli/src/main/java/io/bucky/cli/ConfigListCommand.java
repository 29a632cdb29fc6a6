package io.bucky.cli;

import io.bucky.config.ConfigSnapshot;
import io.bucky.json.Json;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "list",
    aliases = "ls",
    description = "List the children of a prefix, or with --all every key below it.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  bucky config list",
      "  bucky config list users",
      "  bucky config list services --all"
    })
final class ConfigListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "PREFIX", arity = "0..1", description = "Default: the root.")
  private String prefix = "";

  @Option(names = "--all", description = "Every key below the prefix, whole.")
  private boolean all;

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    try (var config = ConfigConnection.open(options)) {
      List<String> names;
      if (all) {
        ConfigSnapshot snapshot = config.ask(store -> store.snapshot(prefix));
        names = snapshot.entries().keySet().stream().map(Object::toString).toList();
      } else {
        names = config.ask(store -> store.children(prefix));
      }
      names.forEach(console::print);
      if (names.isEmpty()) {
        console.say(prefix.isEmpty() ? "No keys yet." : "Nothing below " + prefix + ".");
      }
      console.json(Json.tree(names));
      return ExitStatus.OK;
    }
  }
}
