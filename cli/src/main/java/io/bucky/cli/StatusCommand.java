package io.bucky.cli;

import io.bucky.api.NodeApi;
import io.bucky.base.Time;
import io.bucky.krpc.None;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "status",
    description = "What this node runs, how far it has booted, and what is wrong.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky status", "  bucky status --json | jq .phase"})
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    try (var node = NodeSocket.connect(options.machine())) {
      NodeApi.Status status = node.call(NodeApi.STATUS, None.NONE);
      console.json(status);
      print(console, status);
      return status.phase().equals("ready") ? ExitStatus.OK : ExitStatus.TRY_AGAIN;
    }
  }

  private static void print(Console console, NodeApi.Status status) {
    status
        .zone()
        .ifPresentOrElse(
            zone ->
                console.print(
                    "Zone %s is %s.  %s".formatted(zone.host(), status.phase(), zone.url())),
            () -> console.print("This node is " + status.phase() + "."));
    status
        .activation()
        .ifPresent(activation -> console.print("Activate it at " + activation.url()));
    boolean booted = status.phases().stream().allMatch(phase -> phase.state().equals("done"));
    if (!booted) {
      console.print("");
      console.print("Boot");
      for (NodeApi.Phase phase : status.phases()) {
        console.print(
            "  %-8s %-16s %s"
                .formatted(phase.state(), phase.name(), phase.detail())
                .stripTrailing());
        if (!phase.nextStep().isEmpty()) {
          console.print("           -> " + phase.nextStep());
        }
      }
    }
    for (NodeApi.Warning warning : status.warnings()) {
      console.print("");
      console.print("%s: %s".formatted(warning.severity(), warning.message()));
      if (!warning.nextStep().isEmpty()) {
        console.print("  -> " + warning.nextStep());
      }
    }
    console.print("");
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("PROGRAM", "STATE", "PID", "MEMORY", "RESTARTS", "UP"));
    for (NodeApi.Program program : status.programs()) {
      rows.add(
          List.of(
              program.name(),
              program.detail().isEmpty()
                  ? program.state()
                  : program.state() + " (" + program.detail() + ")",
              program.pid() == 0 ? "-" : Long.toString(program.pid()),
              Text.bytes(program.rssBytes()),
              Integer.toString(program.restarts()),
              program.pid() == 0 ? "-" : age(program.since())));
    }
    console.table(rows);
    NodeApi.Engine engine = status.engine();
    console.print("");
    console.print(
        engine.available()
            ? "Container engine: %s %s".formatted(engine.name(), engine.version())
            : "No container engine: " + engine.detail());
    if (!status.apps().isEmpty()) {
      console.print("");
      var apps = new ArrayList<List<String>>();
      apps.add(List.of("APP INSTANCE", "STATE", "DETAIL"));
      status.apps().forEach(app -> apps.add(List.of(app.instance(), app.state(), app.detail())));
      console.table(apps);
    }
  }

  private static String age(long sinceMillis) {
    return Text.duration(Duration.between(Instant.ofEpochMilli(sinceMillis), Time.system().now()));
  }
}
