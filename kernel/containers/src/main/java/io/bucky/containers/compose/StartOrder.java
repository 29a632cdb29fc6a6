package io.bucky.containers.compose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Orders components so that each comes after all it depends on; among equals, by name.
final class StartOrder {
  private StartOrder() {}

  /// @param skipped services that are in the file and do not run
  static List<Component> of(List<Component> components, Set<String> skipped, Findings findings) {
    SortedMap<String, Component> left = new TreeMap<>();
    components.forEach(component -> left.put(component.name(), component));
    Map<String, Set<String>> waits = new LinkedHashMap<>();
    left.values()
        .forEach(component -> {
          var others = new LinkedHashSet<String>();
          for (var dependency : component.dependsOn()) {
            if (left.containsKey(dependency.component())) {
              others.add(dependency.component());
            } else if (dependency.required()) {
              findings.problem(
                  "services." + component.name() + ".depends_on",
                  skipped.contains(dependency.component())
                      ? "'" + dependency.component() + "' belongs to a profile and does not run"
                      : "there is no service '" + Node.shown(dependency.component()) + "'");
            }
          }
          waits.put(component.name(), others);
        });
    var ordered = new ArrayList<Component>();
    while (!left.isEmpty()) {
      String next =
          left.keySet().stream()
              .filter(name -> waits.getOrDefault(name, Set.of()).isEmpty())
              .findFirst()
              .orElse("");
      if (next.isEmpty()) {
        findings.problem("services", "these wait for each other: " + left.keySet());
        ordered.addAll(left.values());
        return ordered;
      }
      ordered.add(left.remove(next));
      waits.values().forEach(others -> others.remove(next));
    }
    return ordered;
  }
}
