package io.bucky.scheduler;

import io.bucky.config.ConfigKey;
import io.bucky.zone.AppSpec;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Something that wants instances: an app of a user, or a service of the zone.
///
/// @param id `<app>@<user>`, or the service's name
/// @param app present for apps
/// @param tree the spec as stored
/// @param needs what one instance needs at least
record ServiceView(
    String id,
    ConfigKey key,
    long version,
    Optional<AppSpec> app,
    JsonNode tree,
    SpecState state,
    int wanted,
    Needs needs) {

  /// @param nodeAffinity the only node that will do
  /// @param networkAffinity the network that is preferred
  record Needs(
      boolean container,
      long cpuMhz,
      long memoryBytes,
      Optional<String> nodeAffinity,
      Optional<String> networkAffinity) {}

  String instanceId(String node) {
    return id + "@" + node;
  }

  /// Apps lose a fight for a port to services, later apps to earlier ones.
  int order() {
    return app.map(AppSpec::appIndex).orElse(-1);
  }
}
