package io.bucky.controlpanel.apps;

import io.bucky.api.SchedulerApi.Explanation;
import io.bucky.config.ConfigSnapshot;
import io.bucky.json.Json;
import io.bucky.zone.InstanceReport;
import io.bucky.zone.ZoneKeys;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What is known of one app's instances at one moment: the scheduler's word and the nodes' reports.
///
/// @param reports all that are stored; a node that went away leaves an old one
record AppState(Optional<Explanation> schedule, List<InstanceReport> reports) {
  /// @param id `<app>@<user>`
  /// @param services everything below `services/`, or below `services/<id>`
  static AppState of(String id, ConfigSnapshot services) {
    String instances = "services/" + id + "/instances/";
    return new AppState(
        services
            .value(ZoneKeys.schedule(id))
            .flatMap(text -> Json.read(text, Explanation.class).toOptional()),
        services.entries().entrySet().stream()
            .filter(it -> it.getKey().text().startsWith(instances))
            .flatMap(
                it -> Json.read(it.getValue().value(), InstanceReport.class).toOptional().stream())
            .toList());
  }

  /// What a person sees.
  record Shown(String state, String detail) {}

  boolean running(Instant now) {
    return fresh(now).stream().anyMatch(it -> "started".equals(it.state()));
  }

  List<InstanceReport> fresh(Instant now) {
    return reports.stream()
        .filter(it ->
            Math.abs(now.getEpochSecond() - it.lastUpdateTime()) < InstanceReport.VALID_SECONDS)
        .toList();
  }

  Optional<String> error(Instant now) {
    return fresh(now).stream().flatMap(it -> it.error().stream()).findFirst();
  }

  /// Why it is nowhere; empty while the scheduler is content.
  Optional<String> unplaced() {
    return schedule
        .filter(it -> it.state().equals("unplaceable") || it.state().equals("conflict"))
        .map(it -> it.reason() + it.nextStep().map(step -> " " + step).orElse(""));
  }

  /// @param specState of the spec
  Shown shown(String specState, Instant now) {
    boolean started = running(now);
    return switch (specState.toLowerCase(Locale.ROOT)) {
      case "deleted" -> new Shown("removing", "It is being removed.");
      case "stopped", "stopping", "disable" ->
          started ? new Shown("stopping", "") : new Shown("stopped", "");
      default -> {
        if (started) {
          yield new Shown("running", error(now).orElse(""));
        }
        Optional<String> why = unplaced().or(() -> error(now));
        if (why.isPresent()) {
          yield new Shown("failed", why.get());
        }
        boolean everStarted = reports.stream().anyMatch(it -> it.startTime() > 0);
        yield new Shown(everStarted ? "starting" : "installing", "");
      }
    };
  }
}
