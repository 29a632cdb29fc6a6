package io.bucky.scheduler;

import io.bucky.api.SchedulerApi.Explanation;
import io.bucky.config.Utf8;
import io.bucky.json.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Makes what one node is told short enough for one value. Whoever has the most there gives way,
/// the newest app first, so that nobody's apps displace those of the others. Pure.
final class NodeRoom {
  private NodeRoom() {}

  /// @param bytesOver how much too long it is
  static List<Placed> without(List<Placed> placed, String node, long bytesOver) {
    Set<String> gone = giveWay(placed, node, bytesOver);
    return placed.stream()
        .map(it -> gone.contains(it.service().id()) ? without(it, node) : it)
        .toList();
  }

  /// The ids of those that have to go.
  private static Set<String> giveWay(List<Placed> placed, String node, long bytesOver) {
    var apps = new TreeMap<String, Deque<Placed>>();
    var bytes = new TreeMap<String, Long>();
    for (Placed it : placed) {
      if (it.service().app().isPresent() && it.instances().containsKey(node)) {
        apps.computeIfAbsent(user(it), _ -> new ArrayDeque<>()).addLast(it);
        bytes.merge(user(it), bytes(it), Long::sum);
      }
    }
    var gone = new TreeSet<String>();
    long left = bytesOver;
    while (left > 0 && !apps.isEmpty()) {
      String most =
          bytes.entrySet().stream()
              .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry::getKey))
              .orElseThrow()
              .getKey();
      Deque<Placed> theirs = apps.getOrDefault(most, new ArrayDeque<>());
      Placed newest = theirs.removeLast();
      gone.add(newest.service().id());
      left -= bytes(newest);
      bytes.merge(most, -bytes(newest), Long::sum);
      if (theirs.isEmpty()) {
        apps.remove(most);
        bytes.remove(most);
      }
    }
    return gone;
  }

  private static String user(Placed app) {
    String id = app.service().id();
    return id.substring(id.indexOf('@') + 1);
  }

  private static long bytes(Placed app) {
    return Utf8.bytes(Json.write(app.service().tree()));
  }

  private static Placed without(Placed app, String node) {
    var instances = new TreeMap<>(app.instances());
    instances.remove(node);
    return new Placed(
        app.service(),
        instances,
        new Explanation(
            app.service().id(),
            instances.isEmpty() ? "unplaceable" : "partial",
            List.copyOf(instances.keySet()),
            "The apps of " + user(app) + " take all the room that apps have on " + node + ".",
            Optional.of("Remove an app of " + user(app) + ", or add a machine.")));
  }
}
