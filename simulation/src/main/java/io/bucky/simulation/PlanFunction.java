package io.bucky.simulation;

import io.bucky.config.ConfigSnapshot;
import io.bucky.scheduler.Plan;
import java.time.Instant;

/// What is being tested: the planner, or one that is broken on purpose.
@FunctionalInterface
public interface PlanFunction {
  Plan plan(ConfigSnapshot snapshot, Instant now);
}
