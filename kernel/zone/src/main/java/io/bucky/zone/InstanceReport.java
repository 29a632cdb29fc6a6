package io.bucky.zone;

import java.util.Map;
import java.util.Optional;

/// `services/<s>/instances/<n>`: what a node or a service says of one running instance, every 30 s.
///
/// @param state `started`, `stopped`, `exited`, `deploying` or `notexist`
/// @param servicePorts name to port: `www`
/// @param lastUpdateTime unix seconds; the instance counts as dead 90 s later
/// @param health `unknown`, `healthy`, `unhealthy`, ...
/// @param error why it does not run, for a person
public record InstanceReport(
    String instanceId,
    String nodeId,
    String nodeDid,
    String state,
    Map<String, Integer> servicePorts,
    long lastUpdateTime,
    long startTime,
    long pid,
    Optional<String> health,
    Optional<String> error) {
  /// A report that is not renewed for so long is worth nothing.
  public static final long VALID_SECONDS = 90;

  public InstanceReport {
    servicePorts = servicePorts == null ? Map.of() : Map.copyOf(servicePorts);
    health = health == null ? Optional.empty() : health;
    error = error == null ? Optional.empty() : error;
  }
}
