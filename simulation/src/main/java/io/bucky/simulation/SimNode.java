package io.bucky.simulation;

import io.bucky.config.ConfigSnapshot;
import io.bucky.config.Mutation;
import io.bucky.json.Json;
import io.bucky.zone.InstanceReport;
import io.bucky.zone.NodeConfig;
import io.bucky.zone.ZoneKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A model of one machine: what runs on it, and what it says of that.
final class SimNode {
  private final String name;

  /// What runs, by instance id. Survives a crash of the daemon, as containers do.
  private final TreeSet<String> running = new TreeSet<>();

  /// What the last report said, by service.
  private final TreeMap<String, String> reported = new TreeMap<>();

  SimNode(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  SortedSet<String> running() {
    return running;
  }

  /// Pulls the machine one step towards its config.
  ///
  /// @return what changed, for the trace
  Optional<String> converge(ConfigSnapshot tree) {
    SortedMap<String, NodeConfig.AppItem> items = items(tree);
    for (String instance : running) {
      NodeConfig.AppItem item = items.get(instance);
      if (item == null || !item.targetState().equals("started")) {
        running.remove(instance);
        return Optional.of("stop " + instance);
      }
    }
    for (var item : items.entrySet()) {
      if (item.getValue().targetState().equals("started") && running.add(item.getKey())) {
        return Optional.of("start " + item.getKey());
      }
    }
    return Optional.empty();
  }

  List<Mutation> reports(ConfigSnapshot tree, Instant now) {
    var mutations = new ArrayList<Mutation>();
    var said = new TreeMap<String, String>();
    items(tree)
        .forEach((instance, item) -> {
          String service = item.appSpec().instanceOwner();
          String state = running.contains(instance) ? "started" : "stopped";
          said.put(service, state);
          var report =
              new InstanceReport(
                  instance,
                  name,
                  "did:bns:" + name,
                  state,
                  item.servicePortsConfig(),
                  now.getEpochSecond(),
                  now.getEpochSecond(),
                  1,
                  Optional.empty(),
                  Optional.empty());
          mutations.add(new Mutation.Set(ZoneKeys.instance(service, name), Json.write(report)));
        });
    for (String service : reported.keySet()) {
      if (!said.containsKey(service)) {
        mutations.add(new Mutation.Remove(ZoneKeys.instance(service, name)));
      }
    }
    reported.clear();
    reported.putAll(said);
    return mutations;
  }

  private SortedMap<String, NodeConfig.AppItem> items(ConfigSnapshot tree) {
    return tree.value(ZoneKeys.nodeConfig(name))
        .flatMap(text -> Json.read(text, NodeConfig.class).toOptional())
        .<SortedMap<String, NodeConfig.AppItem>>map(config -> new TreeMap<>(config.apps()))
        .orElseGet(TreeMap::new);
  }
}
