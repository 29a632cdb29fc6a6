package io.bucky.cli;

import io.bucky.api.panel.AppsApi;
import io.bucky.base.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "logs",
    description = "Print what an app's containers wrote.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky app logs wordpress -n 50", "  bucky app logs wordpress --component db -f"})
final class AppLogsCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofSeconds(1);

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();
  @Mixin private AppTarget target = new AppTarget();

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      description = "How many lines; default ${DEFAULT-VALUE}, at most 5000.")
  private int lines = 200;

  @Option(names = "--component", paramLabel = "NAME", description = "One container of the app.")
  private @Nullable String component;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on printing new lines until interrupted.")
  private boolean follow;

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    if (lines < 1) {
      throw Failure.usage("-n " + lines + " is not a number of lines", "For example -n 50");
    }
    try (var zone = Zones.open(options)) {
      List<AppsApi.AppLogLine> first = fetch(zone);
      if (first.isEmpty() && component != null) {
        refuseUnlessPresent(zone, component);
      }
      long seen = print(console, first, 0);
      while (follow) {
        Time.system().sleep(POLL);
        seen = print(console, fetch(zone), seen);
      }
      return ExitStatus.OK;
    }
  }

  /// A container that wrote nothing is one thing, a container that is not there another.
  private void refuseUnlessPresent(ZoneConnection zone, String name) throws InterruptedException {
    List<String> present =
        zone.call(AppsApi.DETAILS, target.request()).app().components().stream()
            .map(AppsApi.Component::name)
            .toList();
    if (!present.contains(name)) {
      throw Failure.notFound(
          "the app %s has no container '%s'".formatted(target.app(), name),
          "It has " + String.join(", ", present) + ".");
    }
  }

  private List<AppsApi.AppLogLine> fetch(ZoneConnection zone) throws InterruptedException {
    return zone.call(
            AppsApi.LOGS,
            new AppsApi.AppLogsRequest(
                target.app(),
                target.owner(),
                Optional.ofNullable(component),
                Optional.of(Math.min(lines, 5_000))))
        .entries();
  }

  /// Prints what is newer than `after`, and says how far it got.
  private static long print(Console console, List<AppsApi.AppLogLine> entries, long after) {
    long newest = after;
    for (AppsApi.AppLogLine entry : entries) {
      if (entry.at() > after) {
        console.print(
            "%s %s %s"
                .formatted(Instant.ofEpochMilli(entry.at()), entry.component(), entry.text()));
        console.json(entry);
        newest = Math.max(newest, entry.at());
      }
    }
    return newest;
  }
}
