package io.bucky.cli;

import io.bucky.api.NodeApi;
import io.bucky.base.AtomicFile;
import io.bucky.base.Deadline;
import io.bucky.base.Time;
import io.bucky.json.Json;
import io.bucky.krpc.None;
import io.bucky.zone.MachineSettings;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "up",
    description = {
      "Start this machine's node and wait until the zone is ready.",
      "The first time it prints a link: open it, choose a name and a password. With --yes it does"
          + " that by itself and prints the password once.",
      "On a running node it starts again what was given up."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  bucky up",
      "  bucky up --yes --zone home --user alice --password-file pw.txt",
      "  bucky up --data /srv/second --port-base 13000      a second zone beside the first",
      "  bucky up --lan                                     reachable in your network, not only here"
    })
final class UpCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofMillis(25);

  /// A zone that lacks a program is waited for so long: it may be just coming back.
  private static final Duration RESTART_PATIENCE = Duration.ofSeconds(10);

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Option(names = "--yes", description = "Activate without asking, when this node is new.")
  private boolean yes;

  @ArgGroup(validate = false, heading = "With --yes:%n")
  private Activation activation = new Activation();

  @Option(
      names = "--port-base",
      paramLabel = "N",
      description = "Ports are offsets from this; 3000 unless changed. Kept for later starts.")
  private @Nullable Integer portBase;

  @Option(
      names = "--lan",
      negatable = true,
      description = "Listen on all addresses of this machine, not only on 127.0.0.1. Kept.")
  private @Nullable Boolean lan;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait for the zone to be ready; default ${DEFAULT-VALUE}.")
  private int timeoutSeconds = 120;

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    ZoneLayout layout = options.machine();
    boolean running = NodeSocket.answers(layout);
    keepSettings(layout, running);
    if (running) {
      revive(layout);
    }
    Optional<Process> started = running ? Optional.empty() : Optional.of(NodeProcess.start(layout));
    return follow(console, layout, started);
  }

  /// @throws Failure if a running node would have to change: nothing is written then
  private void keepSettings(ZoneLayout layout, boolean running) {
    try {
      MachineSettings now =
          Files.exists(layout.machineSettings())
              ? Json.read(Files.readString(layout.machineSettings()), MachineSettings.class)
                  .orThrow()
              : MachineSettings.standard();
      var wanted =
          new MachineSettings(
              portBase == null ? now.portBase() : portBase,
              lan == null ? now.listen() : List.of(lan ? "0.0.0.0" : "127.0.0.1"),
              now.web3Bridge(),
              now.engineSocket());
      wanted.ports(); // refuses a base out of range
      if (wanted.equals(now) && Files.exists(layout.machineSettings())) {
        return;
      }
      if (running && !wanted.equals(now)) {
        throw new Failure(
            ExitStatus.CONFLICT,
            "the node already runs with other settings, and keeps them",
            "Stop it with `bucky down`, then give this command again.");
      }
      AtomicFile.write(layout.machineSettings(), Json.writeBytes(wanted));
    } catch (IOException e) {
      throw new Failure(
          ExitStatus.FAILED,
          "the data folder %s cannot be written: %s".formatted(layout.root(), Text.reason(e)),
          "Choose another with --data DIR, or give yourself write access.");
    } catch (IllegalArgumentException e) {
      throw Failure.usage(e.getMessage() == null ? "bad settings" : e.getMessage(), "");
    }
  }

  private int follow(Console console, ZoneLayout layout, Optional<Process> started)
      throws InterruptedException {
    var time = Time.system();
    var deadline = Deadline.in(Duration.ofSeconds(timeoutSeconds), time);
    var patience = Deadline.in(RESTART_PATIENCE, time);
    String shown = "";
    boolean announced = false;
    boolean activated = false;
    while (true) {
      Optional<NodeApi.Status> status = ask(layout);
      if (status.isPresent()) {
        NodeApi.Status now = status.get();
        switch (now.phase()) {
          case "ready" -> {
            return finished(console, now, activated);
          }
          case "degraded" -> {
            if (settled(now) || patience.hasPassed(time)) {
              return finished(console, now, activated);
            }
          }
          case "inactive" -> {
            if (yes || activation.hasPassword()) {
              try (var node = NodeSocket.connect(layout)) {
                activation.run(node, console);
              }
              activated = true;
            } else if (!announced) {
              announce(console, now);
              announced = true;
              if (!console.isLive()) {
                return ExitStatus.OK; // a script cannot open the link; --yes is for scripts
              }
            }
          }
          default -> shown = showPhase(console, now, shown);
        }
      } else {
        started.filter(process -> !process.isAlive()).ifPresent(process -> died(layout, process));
      }
      if (deadline.hasPassed(time) && !announced) {
        console.clearProgress();
        throw new Failure(
            ExitStatus.TRY_AGAIN,
            "the zone is not ready after " + timeoutSeconds + " s",
            "See what it waits for: bucky status; the log is in " + layout.logs());
      }
      time.sleep(POLL);
    }
  }

  private static Optional<NodeApi.Status> ask(ZoneLayout layout) throws InterruptedException {
    if (!NodeSocket.answers(layout)) {
      return Optional.empty();
    }
    try (var node = NodeSocket.connect(layout)) {
      return Optional.of(node.call(NodeApi.STATUS, None.NONE));
    } catch (Failure starting) {
      return Optional.empty(); // it has just bound its socket, or is just leaving
    }
  }

  /// Typed again, `up` also starts what was given up.
  private static void revive(ZoneLayout layout) throws InterruptedException {
    Optional<NodeApi.Status> status = ask(layout);
    boolean failed =
        status.stream()
            .flatMap(now -> now.programs().stream())
            .anyMatch(program -> program.state().equals("failed"));
    if (failed) {
      try (var node = NodeSocket.connect(layout)) {
        node.call(NodeApi.REVIVE, None.NONE);
      }
    }
  }

  private static boolean settled(NodeApi.Status status) {
    return status.programs().stream()
        .allMatch(program -> program.state().equals("running") || program.state().equals("failed"));
  }

  private static void died(ZoneLayout layout, Process process) {
    String reason = "";
    try {
      Path output = layout.logs().resolve("node.out");
      List<String> lines = Files.readAllLines(output);
      reason = String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    } catch (IOException e) {
      reason = "(" + e.getMessage() + ")";
    }
    throw new Failure(
        process.exitValue() == ExitStatus.TRY_AGAIN ? ExitStatus.TRY_AGAIN : ExitStatus.FAILED,
        "the node ended with status " + process.exitValue() + ":\n" + reason,
        "The log is in " + layout.log("node") + ".");
  }

  private static void announce(Console console, NodeApi.Status status) {
    status
        .activation()
        .ifPresent(page -> {
          console.print("Open this link to set up your cloud:");
          console.print("");
          console.print("  " + page.url());
          console.print("");
          console.json(Json.object().put("phase", "inactive").put("activation_url", page.url()));
        });
  }

  private static String showPhase(Console console, NodeApi.Status status, String shown) {
    for (NodeApi.Phase phase : status.phases()) {
      if (phase.state().equals("running") || phase.state().equals("failed")) {
        String line = phase.name() + (phase.detail().isEmpty() ? "" : ": " + phase.detail());
        if (!line.equals(shown)) {
          console.progress(line);
        }
        return line;
      }
    }
    return shown;
  }

  private static int finished(Console console, NodeApi.Status status, boolean activated) {
    console.clearProgress();
    status
        .zone()
        .ifPresent(zone -> {
          console.print("Ready       " + zone.url());
          if (!activated) {
            console.json(
                Json.object()
                    .put("phase", status.phase())
                    .put("zone_host", zone.host())
                    .put("zone_url", zone.url())
                    .put("https_url", zone.httpsUrl()));
          }
        });
    status
        .warnings()
        .forEach(warning -> console.warn(warning.message() + " " + warning.nextStep()));
    return ExitStatus.OK;
  }
}
