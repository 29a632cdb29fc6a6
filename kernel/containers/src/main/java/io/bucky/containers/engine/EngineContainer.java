package io.bucky.containers.engine;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// One container as the engine describes it.
///
/// @param name without the leading `/`
/// @param state `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`
/// @param health `starting`, `healthy`, `unhealthy`; absent without a check
/// @param exitCode of its last end; 0 while it runs
/// @param stopSignal that asks it to end
/// @param stopGrace how long it may take then
public record EngineContainer(
    String id,
    String name,
    String image,
    SortedMap<String, String> labels,
    String state,
    Optional<String> health,
    int exitCode,
    String error,
    Optional<Instant> createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    String stopSignal,
    Duration stopGrace) {
  private static final int GRACE_SECONDS = 10;

  /// Reads the answer of `GET /containers/{id}/json`.
  static EngineContainer of(JsonNode json) {
    var labels = new TreeMap<String, String>();
    for (Map.Entry<String, JsonNode> label : json.path("Config").path("Labels").properties()) {
      labels.put(label.getKey(), label.getValue().asString(""));
    }
    JsonNode state = json.path("State");
    String health = state.path("Health").path("Status").asString("none");
    return new EngineContainer(
        json.path("Id").asString(""),
        json.path("Name").asString("").replaceFirst("^/", ""),
        json.path("Config").path("Image").asString(""),
        labels,
        state.path("Status").asString("unknown"),
        health.isEmpty() || health.equals("none") ? Optional.empty() : Optional.of(health),
        state.path("ExitCode").asInt(0),
        state.path("Error").asString(""),
        instant(json.path("Created")),
        instant(state.path("StartedAt")),
        instant(state.path("FinishedAt")),
        json.path("Config").path("StopSignal").asString("SIGTERM"),
        Duration.ofSeconds(json.path("Config").path("StopTimeout").asInt(GRACE_SECONDS)));
  }

  public boolean running() {
    return state.equals("running") || state.equals("paused") || state.equals("restarting");
  }

  public boolean paused() {
    return state.equals("paused");
  }

  /// The engine writes the year 1 for "never".
  private static Optional<Instant> instant(JsonNode node) {
    try {
      Instant at = java.time.OffsetDateTime.parse(node.asString("")).toInstant();
      return at.getEpochSecond() > 0 ? Optional.of(at) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
