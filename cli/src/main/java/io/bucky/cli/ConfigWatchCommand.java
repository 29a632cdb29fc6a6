package io.bucky.cli;

import io.bucky.config.Change;
import io.bucky.config.ConfigWatch;
import io.bucky.config.WatchStep;
import io.bucky.json.Json;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "watch",
    description = "Print changes as they happen, until interrupted.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky config watch services/", "  bucky config watch --from 120 --json"})
final class ConfigWatchCommand implements Callable<Integer> {
  private static final Duration STEP = Duration.ofSeconds(30);

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "PREFIX", arity = "0..1", description = "Default: everything.")
  private String prefix = "";

  @Option(
      names = "--from",
      paramLabel = "REVISION",
      description = "Start after this revision; default now.")
  private @Nullable Long from;

  @Option(names = "--count", paramLabel = "N", description = "End after N changes.")
  private long count = Long.MAX_VALUE;

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    try (var config = ConfigConnection.open(options)) {
      long newest = config.ask(store -> store.snapshot(prefix)).revision();
      long start = from == null ? newest : from;
      if (start > newest) {
        throw Failure.usage(
            "revision %d is not written yet; the newest is %d".formatted(start, newest),
            "Leave --from out to start now.");
      }
      try (ConfigWatch watch = config.ask(store -> store.watch(prefix, start))) {
        console.say("Watching from revision " + start + ".");
        long printed = 0;
        while (printed < count) {
          switch (config.ask(_ -> watch.next(STEP))) {
            case WatchStep.Changes(var changes, _) -> {
              for (Change change : changes) {
                print(console, change);
                printed++;
              }
            }
            case WatchStep.Compacted(var oldest) ->
                throw new Failure(
                    ExitStatus.NOT_FOUND,
                    "the history before revision " + oldest + " is gone",
                    "Start without --from, or take a dump first.");
            case WatchStep.Unavailable(var why) ->
                console.warn("waiting for system config: " + why);
          }
        }
        return ExitStatus.OK;
      }
    }
  }

  private static void print(Console console, Change change) {
    console.print(
        "%d %s = %s"
            .formatted(change.revision(), change.key(), change.value().orElse("(removed)")));
    var line = Json.object();
    line.put("revision", change.revision());
    line.put("key", change.key().text());
    line.put("version", change.version());
    change.value().ifPresent(value -> line.put("value", value));
    console.json(line);
  }
}
