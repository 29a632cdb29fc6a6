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

  /// As many as an app rarely writes between two looks; else it is asked for the most there is.
  private static final int WINDOW = 500;

  /// The most that a zone gives.
  private static final int WINDOW_MAX = 5_000;

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
      int shown = Math.min(lines, WINDOW_MAX);
      List<AppsApi.AppLogLine> first = fetch(zone, follow ? WINDOW_MAX : shown);
      if (first.isEmpty() && component != null) {
        refuseUnlessPresent(zone, component);
      }
      print(console, first.subList(Math.max(0, first.size() - shown), first.size()));
      if (follow) {
        follow(console, zone, new SeenLines(first, first.size() == WINDOW_MAX));
      }
      return ExitStatus.OK;
    }
  }

  /// Until interrupted.
  private void follow(Console console, ZoneConnection zone, SeenLines seen)
      throws InterruptedException {
    while (true) {
      Time.system().sleep(POLL);
      List<AppsApi.AppLogLine> window = fetch(zone, WINDOW);
      if (window.size() == WINDOW && !seen.reach(window)) {
        window = fetch(zone, WINDOW_MAX);
      }
      if (window.size() == WINDOW_MAX && !seen.reach(window)) {
        console.warn("the app writes faster than its log is read: lines are missing here");
      }
      print(console, seen.news(window));
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

  private List<AppsApi.AppLogLine> fetch(ZoneConnection zone, int newest)
      throws InterruptedException {
    return zone.call(
            AppsApi.LOGS,
            new AppsApi.AppLogsRequest(
                target.app(), target.owner(), Optional.ofNullable(component), Optional.of(newest)))
        .entries();
  }

  private static void print(Console console, List<AppsApi.AppLogLine> entries) {
    for (AppsApi.AppLogLine entry : entries) {
      console.print(
          "%s %s %s".formatted(Instant.ofEpochMilli(entry.at()), entry.component(), entry.text()));
      console.json(entry);
    }
  }
}
