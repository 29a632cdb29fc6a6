package io.bucky.scheduler;

import io.bucky.api.SchedulerApi.Explanation;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.config.Utf8;
import io.bucky.json.Json;
import io.bucky.zone.AppSpec;
import io.bucky.zone.InstanceReport;
import io.bucky.zone.KernelServices;
import io.bucky.zone.NodeConfig;
import io.bucky.zone.Ports;
import io.bucky.zone.ServiceInfo;
import io.bucky.zone.ZoneKeys;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/// The pure core: from everything that is stored, and the time, to what should be written.
///
/// Applying a plan and planning again gives an empty plan, unless a spec was new: those become
/// `running` one a round, since that key has other writers and a transaction has one guard.
public final class Planner {
  private static final int MUTATIONS_MAX = 1_000;
  private static final int WEIGHT = 100;

  private final Ports ports;

  public Planner(Ports ports) {
    this.ports = ports;
  }

  /// @param now only its whole seconds count
  public Plan plan(ConfigSnapshot snapshot, Instant now) {
    Optional<ZoneView> read = ZoneReader.read(snapshot, now.truncatedTo(ChronoUnit.SECONDS));
    if (read.isEmpty()) {
      return new Plan(List.of(), Optional.empty(), new TreeMap<>(), Optional.empty());
    }
    ZoneView view = read.get();
    var liveness = new Liveness(view, now.getEpochSecond());
    var wanted = new TreeMap<ConfigKey, String>();
    List<Placed> placed = tellNodes(view, Placement.place(view, liveness, ports), wanted);
    SortedMap<String, Explanation> explanations = explanations(view, placed);
    for (NodeView node : view.nodes().values()) {
      var gateway = new GatewayPlan(view, liveness, placed, ports, node.name());
      wanted.put(ZoneKeys.gatewayInfo(node.name()), Json.write(gateway.info()));
    }
    wanted.put(ZoneKeys.RBAC_POLICY, RoleTail.of(view));
    placed.forEach(it ->
        wanted.put(ZoneKeys.serviceInfo(it.service().id()), Json.write(info(view, liveness, it))));
    explanations.forEach((id, why) -> {
      if (id.indexOf('@') >= 0) {
        wanted.put(ZoneKeys.schedule(id), Json.write(why));
      }
    });

    var mutations = new ArrayList<Mutation>();
    Optional<Transaction.Guard> guard = transition(placed, mutations);
    wanted.forEach((key, value) -> {
      if (!snapshot.value(key).equals(Optional.of(value))) {
        mutations.add(new Mutation.Set(key, value));
      }
    });
    view.nodes().values().forEach(node -> nodeTransition(node, snapshot, mutations));
    leftovers(snapshot, view, liveness, wanted.keySet())
        .forEach(key -> mutations.add(new Mutation.Remove(key)));
    return new Plan(
        mutations.subList(0, Math.min(mutations.size(), MUTATIONS_MAX)),
        guard,
        explanations,
        liveness.nextChange());
  }

  /// @return what was placed, less what no node can be told any more since it is too long
  private static List<Placed> tellNodes(
      ZoneView view, List<Placed> placed, Map<ConfigKey, String> wanted) {
    List<Placed> told = placed;
    for (NodeView node : view.nodes().values()) {
      String text = Json.write(nodeConfig(view, node, told));
      int bytesOver = Utf8.bytes(text) - Mutation.VALUE_BYTES_MAX;
      if (bytesOver > 0) {
        told = NodeRoom.without(told, node.name(), bytesOver);
        text = Json.write(nodeConfig(view, node, told));
      }
      wanted.put(ZoneKeys.nodeConfig(node.name()), text);
    }
    return told;
  }

  /// Marks the first new spec that has found its place.
  private static Optional<Transaction.Guard> transition(
      List<Placed> placed, List<Mutation> mutations) {
    for (Placed it : placed) {
      ServiceView service = it.service();
      if (service.state() == SpecState.NEW && !it.instances().isEmpty()) {
        var change = new TreeMap<String, Optional<String>>();
        change.put("/state", Optional.of(Json.write(SpecState.DEPLOYED.wire())));
        mutations.add(new Mutation.SetByPath(service.key(), change));
        return Optional.of(new Transaction.Guard(service.key(), service.version()));
      }
    }
    return Optional.empty();
  }

  /// The two steps of a node's life that are the scheduler's.
  private static void nodeTransition(
      NodeView node, ConfigSnapshot snapshot, List<Mutation> mutations) {
    Optional<String> next =
        switch (node.state()) {
          case NEW -> Optional.of("prepare");
          case REMOVING -> Optional.of("deleted");
          case PREPARE, READY, AWAY, DELETED -> Optional.empty();
        };
    ConfigKey key = ZoneKeys.deviceInfo(node.name());
    if (next.isPresent() && snapshot.value(key).isPresent()) {
      var change = new TreeMap<String, Optional<String>>();
      change.put("/state", Optional.of(Json.write(next.get())));
      mutations.add(new Mutation.SetByPath(key, change));
    }
  }

  private static SortedMap<String, Explanation> explanations(ZoneView view, List<Placed> placed) {
    var all = new TreeMap<String, Explanation>();
    placed.forEach(it -> all.put(it.service().id(), it.explanation()));
    view.unreadable()
        .forEach((id, why) ->
            all.put(
                id,
                new Explanation(
                    id,
                    "unplaceable",
                    List.of(),
                    "Its spec cannot be used: " + why + ".",
                    Optional.of("Remove the app and install it again."))));
    return all;
  }

  private static NodeConfig nodeConfig(ZoneView view, NodeView node, List<Placed> placed) {
    var kernel = new TreeMap<String, NodeConfig.KernelItem>();
    var apps = new TreeMap<String, NodeConfig.AppItem>();
    for (Placed it : placed) {
      Placed.Instance instance = it.instances().get(node.name());
      ServiceView service = it.service();
      if (instance == null) {
        continue;
      }
      if (service.app().isEmpty()) {
        kernel.put(
            service.id(),
            new NodeConfig.KernelItem(instance.target(), node.name(), service.tree()));
      } else {
        apps.put(
            service.instanceId(node.name()),
            new NodeConfig.AppItem(
                instance.target(), node.name(), settled(service), instance.ports()));
      }
    }
    String state = view.config(node.name()).map(NodeConfig::state).orElse("running");
    return new NodeConfig(node.name(), node.did(), state, kernel, apps);
  }

  /// The spec as it will stand once its state has settled, so that a change of state alone does not
  /// look like a new spec to the node.
  private static AppSpec settled(ServiceView service) {
    String state =
        service.state() == SpecState.NEW ? SpecState.DEPLOYED.wire() : service.state().wire();
    var tree = (ObjectNode) service.tree().deepCopy();
    tree.put("state", state);
    return Json.read(tree, AppSpec.class).orThrow();
  }

  private ServiceInfo info(ZoneView view, Liveness liveness, Placed placed) {
    var nodes = new TreeMap<String, ServiceInfo.Place>();
    String id = placed.service().id();
    var reports = view.reports().getOrDefault(id, new TreeMap<>());
    reports.forEach((name, report) -> {
      NodeView node = view.nodes().get(name);
      if (node != null && liveness.isLive(report)) {
        nodes.put(
            name,
            new ServiceInfo.Place(
                node.did(),
                node.networkId(),
                report.state(),
                WEIGHT,
                new TreeMap<>(ports(placed, name, report))));
      }
    });
    return new ServiceInfo("random", nodes);
  }

  /// What was planned for the instance on `node`, or the fixed port of a service: a report, which
  /// users may write, changes neither.
  private Map<String, Integer> ports(Placed placed, String node, InstanceReport report) {
    Placed.Instance instance = placed.instances().get(node);
    if (instance != null && !instance.ports().isEmpty()) {
      return instance.ports();
    }
    return KernelServices.port(ports, placed.service().id())
        .or(() -> Optional.ofNullable(report.servicePorts().get("www")))
        .map(port -> Map.of("www", port))
        .orElse(Map.of());
  }

  /// What apps that are gone have left below `services/`.
  private static Set<ConfigKey> leftovers(
      ConfigSnapshot snapshot, ZoneView view, Liveness liveness, Set<ConfigKey> wanted) {
    var leftovers = new TreeSet<ConfigKey>();
    for (ConfigKey key : snapshot.entries().keySet()) {
      String[] part = key.text().split("/");
      boolean ofAnApp = part.length >= 3 && part[0].equals("services") && part[1].contains("@");
      if (!ofAnApp
          || wanted.contains(key)
          || view.service(part[1]).isPresent()
          || view.unreadable().containsKey(part[1])) {
        continue;
      }
      switch (part[2]) {
        case "info", "schedule" -> leftovers.add(key);
        case "instances" -> {
          boolean running =
              part.length == 4
                  && view.report(part[1], part[3]).filter(liveness::isLive).isPresent();
          if (!running) {
            leftovers.add(key);
          }
        }
        default -> {}
      }
    }
    return leftovers;
  }
}
