package io.bucky.containers.compose;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads how much a component may take, from its own keys and from `deploy`.
final class LimitsReader {
  private Optional<Long> memoryBytes = Optional.empty();
  private Optional<Double> cpus = Optional.empty();
  private Optional<Integer> pids = Optional.empty();
  private Optional<Long> shmBytes = Optional.empty();
  private final SortedMap<String, Component.Ulimit> ulimits = new TreeMap<>();

  /// Takes one key of a component; false when it is not a limit.
  boolean take(String key, Node node) {
    switch (key) {
      case "mem_limit" -> memoryBytes = Units.bytes(node).filter(bytes -> bytes > 0);
      case "cpus" -> cpus = cpus(node);
      case "pids_limit" -> pids = pids(node);
      case "shm_size" -> shmBytes = Units.bytes(node).filter(bytes -> bytes > 0);
      case "ulimits" -> node.entries().forEach(this::ulimit);
      default -> {
        return false;
      }
    }
    return true;
  }

  /// Reads `deploy`; the answer is its restart policy, if it has one.
  Optional<Component.Restart> deploy(Node node) {
    Node asked = node.at("resources").at("limits");
    if (!asked.at("memory").absent()) {
      memoryBytes = Units.bytes(asked.at("memory")).filter(bytes -> bytes > 0);
    }
    if (!asked.at("cpus").absent()) {
      cpus = cpus(asked.at("cpus"));
    }
    if (!asked.at("pids").absent()) {
      pids = pids(asked.at("pids"));
    }
    node.entries()
        .forEach((key, item) -> {
          switch (key) {
            case "resources", "restart_policy" -> {}
            case "replicas" -> {
              if (item.integer(0, 1_000).orElse(1) != 1) {
                item.ignored("one container of each service runs");
              }
            }
            default -> item.ignored("it has no meaning without a swarm");
          }
        });
    resources(node.at("resources"));
    return restart(node.at("restart_policy"));
  }

  private static void resources(Node node) {
    if (node.absent()) {
      return;
    }
    node.nameUnknown(List.of("limits", "reservations"));
    if (!node.at("limits").absent()) {
      node.at("limits").nameUnknown(List.of("memory", "cpus", "pids"));
    }
    Node reserved = node.at("reservations");
    if (!reserved.absent()) {
      reserved
          .entries()
          .forEach((key, item) ->
              item.ignored(
                  key.equals("devices")
                      ? "graphics cards cannot be given to an app yet"
                      : "only upper limits are set"));
    }
  }

  Component.Limits done() {
    return new Component.Limits(memoryBytes, cpus, pids, shmBytes, ulimits);
  }

  private static Optional<Component.Restart> restart(Node node) {
    if (node.absent()) {
      return Optional.empty();
    }
    node.nameUnknown(List.of("condition", "max_attempts")); // the pauses are the supervisor's
    Component.RestartPolicyName policy =
        switch (node.at("condition").text().orElse("any")) {
          case "none" -> Component.RestartPolicyName.NO;
          case "on-failure" -> Component.RestartPolicyName.ON_FAILURE;
          default -> Component.RestartPolicyName.ALWAYS;
        };
    return Optional.of(new Component.Restart(policy, node.at("max_attempts").integer(0, 1_000)));
  }

  private static Optional<Double> cpus(Node node) {
    return node.text()
        .flatMap(text -> {
          if (text.matches("\\d{1,3}(\\.\\d{1,6})?")) {
            double number = Double.parseDouble(text);
            return number > 0 ? Optional.of(number) : Optional.empty();
          }
          node.problem("expected a number of processors instead of '" + Node.shown(text) + "'");
          return Optional.empty();
        });
  }

  private static Optional<Integer> pids(Node node) {
    return node.integer(-1, 1 << 22).filter(count -> count > 0);
  }

  private void ulimit(String name, Node node) {
    if (!Allowed.ULIMITS.contains(name)) {
      node.ignored("this limit has no effect here");
    } else if (node.isMap()) {
      Optional<Integer> soft = node.at("soft").integer(-1, Integer.MAX_VALUE);
      Optional<Integer> hard = node.at("hard").integer(-1, Integer.MAX_VALUE);
      if (soft.isPresent() && hard.isPresent()) {
        ulimits.put(name, new Component.Ulimit(soft.get(), hard.get()));
      }
    } else {
      node.integer(-1, Integer.MAX_VALUE)
          .ifPresent(both -> ulimits.put(name, new Component.Ulimit(both, both)));
    }
  }
}
