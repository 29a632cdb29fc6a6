package io.bucky.node.loop;

import io.bucky.containers.AppKey;
import io.bucky.containers.RunPlan;

/// What the node loop does to one app.
sealed interface Effect {
  /// Names the app that it is done to.
  String instance();

  /// End the change that is under way, which nobody wants any more.
  record Interrupt(String instance) implements Effect {}

  /// One change to make on the engine; the app is busy until it is done.
  sealed interface Change extends Effect {
    AppKey app();
  }

  /// Make the engine run the plan.
  record Start(String instance, Wanted wanted, RunPlan plan) implements Change {
    @Override
    public AppKey app() {
      return wanted.app();
    }
  }

  /// Start one component again.
  record Restart(String instance, Wanted wanted, RunPlan plan, String component) implements Change {
    @Override
    public AppKey app() {
      return wanted.app();
    }
  }

  /// Remove the app's containers and networks.
  record Stop(String instance, AppKey app) implements Change {}

  /// Remove everything of an uninstalled app, its data among it.
  record Purge(String instance, Wanted wanted) implements Change {
    @Override
    public AppKey app() {
      return wanted.app();
    }
  }
}
