package io.bucky.cli;

import io.bucky.config.ConfigKey;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "set",
    description = "Write one value, or one member of a JSON value.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  bucky config set services/notes/settings '{\"theme\":\"dark\"}'",
      "  bucky config set services/notes/settings --path /theme '\"light\"'",
      "  bucky config set services/notes/settings --file settings.json --if-version 3"
    })
final class ConfigSetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(index = "0", paramLabel = "KEY", description = "Where to write.")
  private String key = "";

  @Parameters(index = "1", paramLabel = "VALUE", arity = "0..1", description = "The new value.")
  private @Nullable String value;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Take the value from a file; - reads standard input.")
  private @Nullable Path file;

  @Option(
      names = "--path",
      paramLabel = "PATH",
      description = "Change only this member (/a/b/0); VALUE is then JSON.")
  private @Nullable String path;

  @Option(names = "--create", description = "Fail when the key exists.")
  private boolean create;

  @Option(
      names = "--if-version",
      paramLabel = "N",
      description = "Write only while the key is at this version; 0: never written.")
  private @Nullable Long ifVersion;

  @Option(names = "--force", description = "Also a key that the zone writes itself.")
  private boolean force;

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    ConfigKey target = ConfigConnection.key(key);
    ZoneOwnKeys.guard(target, force);
    var transaction =
        new Transaction(
            List.of(mutation(target, text())),
            Optional.ofNullable(ifVersion).map(version -> new Transaction.Guard(target, version)));
    try (var config = ConfigConnection.open(options)) {
      long revision = ConfigConnection.applied(config.ask(store -> store.commit(transaction)));
      console.say("Written.");
      console.json(Json.object().put("key", target.text()).put("revision", revision));
      return ExitStatus.OK;
    }
  }

  private Mutation mutation(ConfigKey target, String text) {
    if (path != null) {
      var changes = new TreeMap<String, Optional<String>>();
      changes.put(path, Optional.of(text));
      return new Mutation.SetByPath(target, changes);
    }
    return create ? new Mutation.Create(target, text) : new Mutation.Set(target, text);
  }

  private String text() {
    if ((value == null) == (file == null)) {
      throw Failure.usage(
          "give the value, or --file, and not both",
          "For example bucky config set services/notes/settings --file settings.json");
    }
    if (file == null) {
      return java.util.Objects.requireNonNull(value);
    }
    try {
      return file.toString().equals("-")
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(file);
    } catch (IOException e) {
      throw Failure.notFound("cannot read " + file + ": " + Text.reason(e), "Check the path.");
    }
  }
}
