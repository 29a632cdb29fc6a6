package io.bucky.containers;

import io.bucky.base.Parsed;
import io.bucky.zone.AppSpec;

/// Makes a [RunPlan].
final class RunPlanner {
  private RunPlanner() {}

  static Parsed<RunPlan> plan(AppSpec spec, NodeContext node) {
    return Parsed.malformed("no plan for " + spec.appName() + " on " + node.nodeId());
  }
}
