package io.bucky.scheduler;

import io.bucky.api.SchedulerApi.Explanation;
import io.bucky.zone.Ports;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Decides on which nodes each service has instances.
///
/// What stands stays, and keeps its ports before anything new gets some. New instances go to the
/// node with the highest score, equal ones to the first by name. One plan, one thread.
final class Placement {
  private static final String STARTED = "started";
  private static final String STOPPED = "stopped";

  private final ZoneView view;
  private final Liveness liveness;
  private final PortLedger ports;
  private final NodeLedger ledger = new NodeLedger();
  private final Map<String, TreeMap<String, Placed.Instance>> instances = new TreeMap<>();
  private final Map<String, Obstacle> obstacles = new TreeMap<>();

  private Placement(ZoneView view, Liveness liveness, Ports ports) {
    this.view = view;
    this.liveness = liveness;
    this.ports = new PortLedger(ports);
  }

  /// Why something is not where it could be.
  ///
  /// @param conflict a port is the reason
  private record Obstacle(boolean conflict, String why, String nextStep) {}

  /// In the order of the view's services.
  static List<Placed> place(ZoneView view, Liveness liveness, Ports ports) {
    var placement = new Placement(view, liveness, ports);
    view.services().forEach(placement::keep);
    view.services().forEach(placement::add);
    return view.services().stream().map(placement::placed).toList();
  }

  /// Keeps what stands, as much of it as is wanted.
  private void keep(ServiceView service) {
    var kept = instances.computeIfAbsent(service.id(), _ -> new TreeMap<>());
    List<String> standing = standing(service);
    int most = service.state().wantsInstances() ? service.wanted() : standing.size();
    String target = service.state().wantsInstances() ? STARTED : STOPPED;
    for (String node : standing) {
      if (kept.size() < most) {
        claim(service, node).ifPresent(given -> kept.put(node, new Placed.Instance(target, given)));
      }
    }
  }

  /// Nodes with an instance that may stay, the best to keep first.
  private List<String> standing(ServiceView service) {
    var standing = new ArrayList<String>();
    view.configs()
        .forEach((node, config) -> {
          NodeView machine = view.nodes().get(node);
          boolean told =
              config.apps().containsKey(service.instanceId(node))
                  || (service.app().isEmpty() && config.kernel().containsKey(service.id()));
          if (told && machine != null && machine.keepsInstances()) {
            standing.add(node);
          }
        });
    standing.sort(
        Comparator.<String, Boolean>comparing(node -> !liveness.isLive(service.id(), node))
            .thenComparing(Comparator.naturalOrder()));
    return standing;
  }

  private void add(ServiceView service) {
    if (!service.state().wantsInstances()) {
      return;
    }
    var placed = instances.computeIfAbsent(service.id(), _ -> new TreeMap<>());
    var refused = new TreeSet<>(placed.keySet());
    while (placed.size() < service.wanted()) {
      Optional<String> best = best(service, refused);
      if (best.isEmpty()) {
        return;
      }
      String node = best.get();
      refused.add(node);
      claim(service, node)
          .ifPresent(given -> {
            placed.put(node, new Placed.Instance(STARTED, given));
            ledger.give(node, service.needs());
          });
    }
  }

  private Optional<String> best(ServiceView service, Set<String> without) {
    String best = null;
    double bestScore = 0;
    for (NodeView node : view.nodes().values()) {
      if (without.contains(node.name())) {
        continue;
      }
      switch (ledger.fit(node, service.needs())) {
        case NodeLedger.Fit.Fits(double score) -> {
          if (best == null || score > bestScore) {
            best = node.name();
            bestScore = score;
          }
        }
        case NodeLedger.Fit.No(var why, var nextStep) ->
            obstacles.putIfAbsent(service.id(), new Obstacle(false, why, nextStep));
      }
    }
    return Optional.ofNullable(best);
  }

  private Optional<SortedMap<String, Integer>> claim(ServiceView service, String node) {
    if (service.app().isEmpty()) {
      return Optional.of(new TreeMap<>());
    }
    return switch (ports.claim(node, service.id(), service.app().get())) {
      case PortLedger.Claim.Given(var given) -> Optional.of(given);
      case PortLedger.Claim.Taken(int port, var by) -> {
        obstacles.put(
            service.id(),
            new Obstacle(
                true,
                "port %d on %s belongs to %s".formatted(port, node, by),
                "Install it with another port, or remove " + by + "."));
        yield Optional.empty();
      }
      case PortLedger.Claim.Refused(var why) -> {
        obstacles.put(service.id(), new Obstacle(true, why, "Install the app again."));
        yield Optional.empty();
      }
    };
  }

  private Placed placed(ServiceView service) {
    var where = instances.getOrDefault(service.id(), new TreeMap<>());
    return new Placed(service, where, explain(service, List.copyOf(where.keySet())));
  }

  private Explanation explain(ServiceView service, List<String> nodes) {
    Obstacle obstacle =
        obstacles.getOrDefault(
            service.id(),
            new Obstacle(
                false, "the zone has no further node for it", "Add a machine to the zone."));
    return switch (service.state()) {
      case DISABLED ->
          explanation(service, "stopped", nodes, "It is stopped.", "Start it when you want it.");
      case DELETED -> explanation(service, "removed", nodes, "It is being removed.", "");
      case NEW, DEPLOYED -> {
        if (nodes.size() >= service.wanted()) {
          yield explanation(
              service, "placed", nodes, "Wanted on " + String.join(", ", nodes) + ".", "");
        }
        if (nodes.isEmpty()) {
          yield explanation(
              service,
              obstacle.conflict() ? "conflict" : "unplaceable",
              nodes,
              "It cannot run: " + obstacle.why() + ".",
              obstacle.nextStep());
        }
        yield explanation(
            service,
            "partial",
            nodes,
            "%d of %d instances are wanted on %s; for more, %s."
                .formatted(
                    nodes.size(), service.wanted(), String.join(", ", nodes), obstacle.why()),
            obstacle.nextStep());
      }
    };
  }

  private static Explanation explanation(
      ServiceView service, String state, List<String> nodes, String reason, String nextStep) {
    return new Explanation(
        service.id(),
        state,
        nodes,
        reason,
        nextStep.isEmpty() ? Optional.empty() : Optional.of(nextStep));
  }
}
