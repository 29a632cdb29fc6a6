package io.bucky.node;

import io.bucky.api.NodeApi;
import io.bucky.base.Time;
import io.bucky.identity.DeviceIdentity;
import io.bucky.node.machine.MachineFacts;
import io.bucky.node.machine.Proc;
import io.bucky.zone.MachineSettings;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Puts together what a person wants to know of this node. Any thread.
final class StatusBoard {
  static final String VERSION =
      Optional.ofNullable(StatusBoard.class.getPackage().getImplementationVersion())
          .orElse("development");

  private static final long DISK_LEFT_CRITICAL = 256L << 20;
  private static final long DISK_LEFT_WARNING = 2L << 30;

  private final Node node;
  private final ZoneLayout layout;
  private final MachineSettings machine;
  private final Proc proc = Proc.system();
  private final long startedAt;
  private final AtomicReference<NodeApi.Engine> engine =
      new AtomicReference<>(
          new NodeApi.Engine(false, "docker", "", "it does not answer, or was not asked yet"));

  StatusBoard(Node node, ZoneLayout layout, MachineSettings machine, Time time) {
    this.node = node;
    this.layout = layout;
    this.machine = machine;
    this.startedAt = time.now().toEpochMilli();
  }

  /// What the engine said last.
  void engine(NodeApi.Engine state) {
    engine.set(state);
  }

  NodeApi.Status status() {
    Optional<ZoneNode> zone = node.zone();
    var programs = new ArrayList<NodeApi.Program>();
    programs.add(self());
    zone.ifPresent(
        open -> open.programs().forEach(each -> programs.add(withReadiness(open, each))));
    List<NodeApi.Warning> warnings = warnings(zone, programs);
    return new NodeApi.Status(
        VERSION,
        layout.root().toString(),
        phase(zone, warnings),
        node.phases().list(),
        warnings,
        activation(),
        zone.map(this::zoneOf),
        programs,
        zone.map(ZoneNode::engine).filter(NodeApi.Engine::available).orElseGet(engine::get),
        zone.map(open -> open.apps().status()).orElse(List.of()));
  }

  /// Why the daemon does not do all that it is there for; empty while it does.
  Optional<String> whyNotReady() {
    NodeApi.Status status = status();
    if (status.phase().equals("ready")) {
      return Optional.empty();
    }
    var why = new StringBuilder(status.phase());
    status.warnings().stream()
        .filter(each -> each.severity().equals("critical"))
        .forEach(each -> why.append("\n").append(each.message()));
    return Optional.of(why.toString());
  }

  private String phase(Optional<ZoneNode> zone, List<NodeApi.Warning> warnings) {
    if (node.stopping()) {
      return "stopping";
    }
    if (!node.active()) {
      return "inactive";
    }
    if (zone.filter(ZoneNode::booted).isEmpty()) {
      return "booting";
    }
    boolean wrong = warnings.stream().anyMatch(each -> each.severity().equals("critical"));
    return wrong ? "degraded" : "ready";
  }

  private NodeApi.Program self() {
    long pid = ProcessHandle.current().pid();
    return new NodeApi.Program("node", pid, "running", 0, proc.residentBytes(pid), startedAt, "");
  }

  private static NodeApi.Program withReadiness(ZoneNode zone, NodeApi.Program program) {
    if (!program.state().equals("running")) {
      return program;
    }
    if (zone.isReady(program)) {
      return described(program, "running", "");
    }
    if (zone.wasReady(program)) {
      return described(program, "silent", "it runs but does not answer");
    }
    String before = program.detail().isEmpty() ? "" : "; before this it " + program.detail();
    return described(program, "starting", "it does not answer yet" + before);
  }

  private static NodeApi.Program described(NodeApi.Program program, String state, String detail) {
    return new NodeApi.Program(
        program.name(),
        program.pid(),
        state,
        program.restarts(),
        program.rssBytes(),
        program.since(),
        detail);
  }

  private Optional<NodeApi.Activation> activation() {
    if (node.active() || node.code().isEmpty()) {
      return Optional.empty();
    }
    String code = node.code().get().reveal();
    String host = machine.listen().contains("0.0.0.0") ? "127.0.0.1" : machine.listen().getFirst();
    return Optional.of(
        new NodeApi.Activation(
            "http://" + host + ":" + machine.ports().activation() + "/activate.html?code=" + code,
            code));
  }

  private NodeApi.Zone zoneOf(ZoneNode zone) {
    DeviceIdentity identity = zone.identity();
    String host = identity.zoneHost();
    return new NodeApi.Zone(
        host,
        List.of(MachineFacts.read(proc, layout.root()).localName()),
        identity.zone().toString(),
        "http://" + host + ":" + machine.ports().http() + "/",
        "https://" + host + ":" + machine.ports().https() + "/",
        identity.owner().id(),
        identity.name());
  }

  private List<NodeApi.Warning> warnings(Optional<ZoneNode> zone, List<NodeApi.Program> programs) {
    var warnings = new ArrayList<NodeApi.Warning>();
    node.pageTrouble()
        .filter(_ -> !node.active())
        .ifPresent(why ->
            warnings.add(
                new NodeApi.Warning(
                    "activation",
                    why,
                    "critical",
                    "End what holds the port, or use another: bucky up --port-base N")));
    disk().ifPresent(warnings::add);
    if (zone.isEmpty()) {
      return warnings;
    }
    for (NodeApi.Program program : programs) {
      if (!program.state().equals("running")) {
        warnings.add(
            new NodeApi.Warning(
                program.name(),
                "The program "
                    + program.name()
                    + " is "
                    + program.state()
                    + (program.detail().isEmpty() ? "." : ": " + program.detail()),
                "critical",
                nextStep(program)));
      }
    }
    zone.get()
        .apps()
        .configTrouble()
        .ifPresent(why ->
            warnings.add(
                new NodeApi.Warning(
                    "system-config",
                    "System config does not answer: " + why + ". Apps go on as they were.",
                    "critical",
                    "It is tried again; see `bucky log services`")));
    zone.get()
        .apps()
        .engineTrouble()
        .ifPresent(why ->
            warnings.add(
                new NodeApi.Warning(
                    "engine",
                    "The container engine does not answer: " + why,
                    "warning",
                    "Start or install it; `bucky doctor` says how")));
    for (String trouble : zone.get().apps().troubles()) {
      warnings.add(
          new NodeApi.Warning(
              "app", "An app does not run: " + trouble, "warning", "bucky app list"));
    }
    return warnings;
  }

  private static String nextStep(NodeApi.Program program) {
    String log = "`bucky log " + program.name() + "`";
    return switch (program.state()) {
      case "failed" ->
          "See " + log + "; it is tried again within 10 minutes, at once by `bucky up`";
      case "silent" -> "If it stays so, it is ended and started again; see " + log;
      default -> "It is being started; see " + log;
    };
  }

  private Optional<NodeApi.Warning> disk() {
    try {
      long left = Files.getFileStore(layout.root()).getUsableSpace();
      if (left >= DISK_LEFT_WARNING) {
        return Optional.empty();
      }
      return Optional.of(
          new NodeApi.Warning(
              "disk",
              "The disk of " + layout.root() + " has " + (left >> 20) + " MiB left.",
              left < DISK_LEFT_CRITICAL ? "critical" : "warning",
              "Remove what is not needed; without space nothing can be saved."));
    } catch (IOException e) {
      return Optional.of(
          new NodeApi.Warning(
              "disk",
              "The data folder " + layout.root() + " cannot be asked: " + e.getMessage(),
              "critical",
              "Check the disk."));
    }
  }
}
