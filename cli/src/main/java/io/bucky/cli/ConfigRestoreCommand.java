package io.bucky.cli;

import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "restore",
    description = {
      "Make the configuration what a snapshot holds, in one transaction.",
      "Without --yes it only shows what would change."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  bucky config restore zone.json          show",
      "  bucky config restore zone.json --yes    do"
    })
final class ConfigRestoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "FILE", description = "A snapshot.")
  private Path file = Path.of("");

  @Option(names = "--yes", description = "Do it.")
  private boolean yes;

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    ConfigFile wanted = ConfigFile.read(file);
    try (var config = ConfigConnection.open(options)) {
      ConfigSnapshot now = config.ask(store -> store.snapshot(wanted.prefix()));
      SortedMap<ConfigKey, ConfigFile.Difference> differences = wanted.against(now);
      if (!yes) {
        ConfigDiffCommand.print(console, differences);
        console.say("Nothing was changed. Add --yes to restore.");
        return ExitStatus.OK;
      }
      if (differences.size() > Transaction.MUTATIONS_MAX) {
        throw new Failure(
            ExitStatus.FAILED,
            "%d keys differ, and one transaction holds %d"
                .formatted(differences.size(), Transaction.MUTATIONS_MAX),
            "Take and restore snapshots of parts: bucky config snapshot FILE --prefix services");
      }
      Transaction transaction = transaction(differences);
      if (!transaction.mutations().isEmpty()) {
        ConfigConnection.applied(config.ask(store -> store.commit(transaction)));
      }
      console.say("Restored: " + differences.size() + " keys changed.");
      console.json(Json.object().put("changed", differences.size()));
      return ExitStatus.OK;
    }
  }

  private static Transaction transaction(SortedMap<ConfigKey, ConfigFile.Difference> differences) {
    var mutations = new ArrayList<Mutation>();
    differences.forEach((key, difference) ->
        mutations.add(
            switch (difference) {
              case ConfigFile.Difference.Added(var value) -> new Mutation.Set(key, value);
              case ConfigFile.Difference.Changed(_, var to) -> new Mutation.Set(key, to);
              case ConfigFile.Difference.Removed _ -> new Mutation.Remove(key);
            }));
    return Transaction.of(mutations.toArray(Mutation[]::new));
  }
}
