package io.bucky.cli;

import io.bucky.config.ConfigKey;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "rm",
    aliases = "remove",
    description = "Remove one key. Its version goes on counting when it comes back.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky config rm services/notes/settings"})
final class ConfigRemoveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "KEY", description = "What to remove.")
  private String key = "";

  @Option(names = "--force", description = "Also a key that the zone writes itself.")
  private boolean force;

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    ConfigKey target = ConfigConnection.key(key);
    ZoneOwnKeys.guard(target, force);
    try (var config = ConfigConnection.open(options)) {
      long revision =
          ConfigConnection.applied(
              config.ask(store -> store.commit(Transaction.of(new Mutation.Delete(target)))));
      console.say("Removed.");
      console.json(Json.object().put("key", target.text()).put("revision", revision));
      return ExitStatus.OK;
    }
  }
}
