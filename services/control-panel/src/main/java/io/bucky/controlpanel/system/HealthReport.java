package io.bucky.controlpanel.system;

import io.bucky.api.NodeApi;
import io.bucky.api.panel.SystemApi.Phase;
import io.bucky.api.panel.SystemApi.ServiceState;
import io.bucky.api.panel.SystemApi.SystemStatus;
import io.bucky.api.panel.SystemApi.Warning;
import io.bucky.config.ConfigSnapshot;
import io.bucky.json.Json;
import io.bucky.krpc.Answer;
import io.bucky.zone.InstanceReport;
import io.bucky.zone.ZoneKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Joins what the node daemon says with what the services report.
final class HealthReport {
  private static final List<String> SERVICES =
      List.of("system-config", "verify-hub", "scheduler", "task-manager", "control-panel");

  private HealthReport() {}

  static SystemStatus of(
      Answer<NodeApi.Status> answer, ConfigSnapshot services, String node, Instant now) {
    var warnings = new ArrayList<Warning>();
    List<Phase> phases = List.of();
    switch (answer) {
      case Answer.Ok<NodeApi.Status>(var status) -> {
        status
            .warnings()
            .forEach(it ->
                warnings.add(new Warning(it.label(), it.message(), it.severity(), it.nextStep())));
        phases =
            status.phases().stream()
                .map(it -> new Phase(it.name(), it.state(), it.detail(), it.at() / 1_000))
                .toList();
      }
      case Answer.Refused<NodeApi.Status>(var problem) -> warnings.add(noDaemon(problem.wire()));
      case Answer.Unreachable<NodeApi.Status>(var why) -> warnings.add(noDaemon(why));
    }
    List<ServiceState> states =
        SERVICES.stream().map(it -> state(it, services, node, now)).toList();
    states.stream()
        .filter(it -> it.status().equals("down"))
        .forEach(it ->
            warnings.add(
                new Warning(
                    it.name(),
                    it.name() + " has not reported for 90 s.",
                    "warning",
                    "Look at its log; the node daemon restarts it by itself.")));
    return new SystemStatus(overall(warnings), warnings, states, phases);
  }

  private static Warning noDaemon(String why) {
    return new Warning(
        "bucky-node",
        "The node daemon does not answer: " + why,
        "critical",
        "Run `bucky up` on this machine.");
  }

  private static ServiceState state(
      String service, ConfigSnapshot services, String node, Instant now) {
    Optional<InstanceReport> report =
        services
            .value(ZoneKeys.instance(service, node))
            .flatMap(text -> Json.read(text, InstanceReport.class).toOptional());
    if (report.isEmpty()) {
      return new ServiceState(service, "starting", "It has not reported yet.");
    }
    long age = Math.abs(now.getEpochSecond() - report.get().lastUpdateTime());
    boolean up = "started".equals(report.get().state()) && age < InstanceReport.VALID_SECONDS;
    return new ServiceState(service, up ? "running" : "down", report.get().error().orElse(""));
  }

  private static String overall(List<Warning> warnings) {
    if (warnings.stream().anyMatch(it -> it.severity().equals("critical"))) {
      return "critical";
    }
    return warnings.isEmpty() ? "online" : "warning";
  }
}
