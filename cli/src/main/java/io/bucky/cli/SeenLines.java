package io.bucky.cli;

import io.bucky.api.panel.AppsApi.AppLogLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Tells which of an app's newest log lines are new to who has seen the windows before.
///
/// A container only adds lines, so a line is known by itself and by how often it was there: many
/// may come in one millisecond, and one container's may arrive after a later one of another. What
/// stands before the first known line of its container is older than what was seen. Not for use by
/// several threads.
final class SeenLines {
  private final Map<String, List<AppLogLine>> last = new HashMap<>();
  private final long from;

  /// @param first what was seen; the newest lines of all containers
  /// @param cut older lines were left off
  SeenLines(List<AppLogLine> first, boolean cut) {
    last.putAll(byComponent(first));
    from = cut ? first.stream().mapToLong(AppLogLine::at).min().orElse(0) : Long.MIN_VALUE;
  }

  /// Whether the window goes back to a line that was seen, for each container in it.
  boolean reach(List<AppLogLine> window) {
    Map<String, List<AppLogLine>> now = byComponent(window);
    now.keySet().retainAll(last.keySet());
    return overlapping(now).size() == now.size();
  }

  /// The new lines, in the order of the window, which is seen from now on.
  List<AppLogLine> news(List<AppLogLine> window) {
    Map<String, List<AppLogLine>> now = byComponent(window);
    Set<String> stillOld = overlapping(now);
    var known = new HashMap<AppLogLine, Integer>();
    last.values().forEach(lines -> lines.forEach(line -> known.merge(line, 1, Integer::sum)));
    var news = new ArrayList<AppLogLine>();
    for (AppLogLine line : window) {
      int left = known.getOrDefault(line, 0);
      if (left > 0) {
        known.put(line, left - 1);
        stillOld.remove(line.component());
      } else if (!stillOld.contains(line.component()) && line.at() >= from) {
        news.add(line);
      }
    }
    last.putAll(now); // a container whose log could not be read keeps what was seen of it
    return news;
  }

  private Set<String> overlapping(Map<String, List<AppLogLine>> now) {
    var overlapping = new HashSet<String>();
    now.forEach((component, lines) -> {
      var seen = new HashSet<>(last.getOrDefault(component, List.of()));
      if (lines.stream().anyMatch(seen::contains)) {
        overlapping.add(component);
      }
    });
    return overlapping;
  }

  private static Map<String, List<AppLogLine>> byComponent(List<AppLogLine> window) {
    var lines = new HashMap<String, List<AppLogLine>>();
    window.forEach(
        line -> lines.computeIfAbsent(line.component(), _ -> new ArrayList<>()).add(line));
    return lines;
  }
}
