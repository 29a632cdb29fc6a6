package io.bucky.node.loop;

import io.bucky.containers.AppKey;
import io.bucky.containers.RunPlan;

/// One change to make on the engine.
sealed interface Effect {
  /// Names the app that is busy until it is done.
  String instance();

  /// Make the engine run the plan.
  record Start(String instance, Wanted wanted, RunPlan plan) implements Effect {}

  /// Start one component again.
  record Restart(String instance, Wanted wanted, RunPlan plan, String component)
      implements Effect {}

  /// Remove the app's containers and networks.
  record Stop(String instance, AppKey app) implements Effect {}

  /// Remove everything of an uninstalled app, its data among it.
  record Purge(String instance, Wanted wanted) implements Effect {}
}
