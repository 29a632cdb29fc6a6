package io.bucky.node;

import io.bucky.api.NodeApi;
import io.bucky.base.Metrics;
import io.bucky.node.machine.Proc;
import io.bucky.node.programs.Program;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// The gauges of the daemon; each is asked at a scrape and costs nothing before.
final class NodeGauges {
  private static final List<String> APP_STATES =
      List.of("started", "stopped", "exited", "deploying", "notexist");

  private final Metrics metrics;
  private final Supplier<Optional<ZoneNode>> zone;

  private NodeGauges(Metrics metrics, Supplier<Optional<ZoneNode>> zone) {
    this.metrics = metrics;
    this.zone = zone;
  }

  /// @param zone empty while the machine belongs to none; then the gauges say 0
  static void register(Metrics metrics, Supplier<Optional<ZoneNode>> zone, Proc proc) {
    var gauges = new NodeGauges(metrics, zone);
    gauges.ofZone("node_zone_booted", open -> flag(open.booted()));
    gauges.ofZone("node_engine_available", open -> flag(open.engine().available()));
    gauges.ofZone("node_config_connected", open -> flag(open.apps().configTrouble().isEmpty()));
    gauges.ofZone("node_config_behind_seconds", open -> open.apps().configBehindSeconds());
    gauges.ofZone("node_apps_troubled", open -> open.apps().troubles().size());
    for (String state : APP_STATES) {
      gauges.ofZone("node_apps{state=\"" + state + "\"}", open -> apps(open, state));
    }
    for (Program program : List.of(Program.services(), Program.gateway())) {
      gauges.ofProgram("node_program_running", program, (_, it) -> flag(it.pid() != 0));
      gauges.ofProgram("node_program_ready", program, (open, it) -> flag(open.isReady(it)));
      gauges.ofProgram("node_program_restarts", program, (_, it) -> it.restarts());
      gauges.ofProgram("node_program_resident_bytes", program, (_, it) -> it.rssBytes());
    }
    metrics.gauge("node_resident_bytes", () -> proc.residentBytes(ProcessHandle.current().pid()));
  }

  private static double flag(boolean value) {
    return value ? 1 : 0;
  }

  private static double apps(ZoneNode zone, String state) {
    return zone.apps().status().stream().filter(app -> app.state().equals(state)).count();
  }

  private void ofZone(String name, ToDoubleFunction<ZoneNode> value) {
    metrics.gauge(name, () -> zone.get().map(value::applyAsDouble).orElse(0.0));
  }

  private interface ProgramValue {
    double of(ZoneNode zone, NodeApi.Program program);
  }

  private void ofProgram(String name, Program program, ProgramValue value) {
    ofZone(
        name + "{program=\"" + program.name() + "\"}",
        open ->
            open.programs().stream()
                .filter(each -> each.name().equals(program.name()))
                .mapToDouble(each -> value.of(open, each))
                .findFirst()
                .orElse(0));
  }
}
