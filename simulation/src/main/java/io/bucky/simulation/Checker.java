package io.bucky.simulation;

import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.json.Json;
import io.bucky.scheduler.Plan;
import io.bucky.zone.NodeConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// What must hold after every step.
final class Checker {
  /// No two apps have one port on a node.
  void invariants(ConfigSnapshot tree) {
    tree.entries()
        .forEach((key, entry) -> {
          if (key.text().startsWith("nodes/") && key.text().endsWith("/config")) {
            ports(Json.read(entry.value(), NodeConfig.class).orThrow());
          }
        });
  }

  private static void ports(NodeConfig config) {
    var owner = new HashMap<Integer, String>();
    config
        .apps()
        .forEach((id, item) ->
            item.servicePortsConfig()
                .values()
                .forEach(port -> {
                  String other = owner.put(port, id);
                  if (other != null) {
                    throw new Violation(
                        "port %d on %s belongs to %s and %s"
                            .formatted(port, config.nodeId(), other, id));
                  }
                }));
  }

  /// All of a plan is there, or nothing of it.
  void wholeOrNothing(Plan plan, Map<ConfigKey, Entry> before, Map<ConfigKey, Entry> after) {
    var applied = new TreeSet<ConfigKey>();
    var missing = new TreeSet<ConfigKey>();
    for (Mutation mutation : plan.mutations()) {
      if (mutation instanceof Mutation.Remove && !after.containsKey(mutation.key())) {
        continue; // gone, by this round or before it
      }
      boolean changed =
          !Optional.ofNullable(before.get(mutation.key()))
              .equals(Optional.ofNullable(after.get(mutation.key())));
      (changed ? applied : missing).add(mutation.key());
    }
    if (!applied.isEmpty() && !missing.isEmpty()) {
      throw new Violation("a round is half written: " + applied + " but not " + missing);
    }
  }
}
