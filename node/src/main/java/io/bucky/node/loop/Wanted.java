package io.bucky.node.loop;

import io.bucky.base.Parsed;
import io.bucky.containers.AppKey;
import io.bucky.containers.RunPlan;
import io.bucky.zone.AppSpec;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// One app instance of the node config, with the plan that follows from it.
///
/// @param instance `<app>@<user>@<node>`
/// @param started whether it should run
/// @param ports endpoint name to host port
/// @param plan malformed: it cannot run, and why
record Wanted(
    String instance,
    AppKey app,
    AppSpec spec,
    boolean started,
    SortedMap<String, Integer> ports,
    Parsed<RunPlan> plan) {
  Wanted {
    ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
  }

  /// Is it to run in both, from the same spec?
  boolean sameAs(Wanted other) {
    return started == other.started && spec.generation() == other.spec.generation();
  }

  /// Was it uninstalled?
  boolean deleted() {
    return spec.state().equalsIgnoreCase("deleted");
  }

  /// Was it uninstalled with its data?
  boolean purged() {
    return deleted() && spec.dataDisposition().filter("delete"::equals).isPresent();
  }
}
