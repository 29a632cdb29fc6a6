package io.bucky.scheduler;

import io.bucky.api.SchedulerApi.Explanation;
import java.util.SortedMap;

/// Where the instances of one service are wanted.
///
/// @param instances node to what is wanted there
record Placed(ServiceView service, SortedMap<String, Instance> instances, Explanation explanation) {

  /// @param ports service name to host port; empty for services of the zone
  record Instance(String target, SortedMap<String, Integer> ports) {}
}
