package io.bucky.scheduler;

import io.bucky.zone.InstanceReport;
import io.bucky.zone.NodeConfig;
import io.bucky.zone.UserSettings;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// The parts of a snapshot that scheduling depends on, read and checked. Made by [ZoneReader].
///
/// @param services in the order in which ports are given out
/// @param configs what the nodes were told last
/// @param reports service id to node to report
/// @param shortcuts host label to what the person chose for it
/// @param unreadable spec id to why it is left out
record ZoneView(
    Zone zone,
    SortedMap<String, NodeView> nodes,
    SortedMap<String, UserSettings> users,
    List<ServiceView> services,
    SortedMap<String, NodeConfig> configs,
    SortedMap<String, SortedMap<String, InstanceReport>> reports,
    SortedMap<String, Shortcut> shortcuts,
    SortedMap<String, String> unreadable) {

  /// From `boot/config`.
  ///
  /// @param ownerUser whose apps have the short host names
  /// @param trustKeys key id to `x`, the previous keys of verify-hub among them
  record Zone(String host, String ownerDid, String ownerUser, List<TrustedKey> trustKeys) {}

  /// @param until unix seconds; empty: for good
  record TrustedKey(String id, String x, Optional<Long> until) {}

  record Shortcut(Optional<String> userId, String appId) {}

  Optional<NodeConfig> config(String node) {
    return Optional.ofNullable(configs.get(node));
  }

  Optional<InstanceReport> report(String service, String node) {
    return Optional.ofNullable(reports.get(service)).map(byNode -> byNode.get(node));
  }

  Optional<ServiceView> service(String id) {
    return services.stream().filter(s -> s.id().equals(id)).findFirst();
  }
}
