package io.bucky.zone;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// `nodes/<n>/gateway_info` and `etc/node_gateway_info.json`: who answers which host label and
/// which service on one node's gateway. Written by the scheduler.
///
/// @param appInfo host label to target; `_` is the zone host itself
/// @param serviceInfo kRPC service to the nodes that serve it; system config is `system_config`
/// @param trustKey key id (`verify-hub`, `root`, a device, a DID, `$default`) to the key's `x`
public record GatewayInfo(
    NodeInfo nodeInfo,
    SortedMap<String, App> appInfo,
    SortedMap<String, Service> serviceInfo,
    SortedMap<String, String> trustKey) {
  public GatewayInfo {
    appInfo = appInfo == null ? new TreeMap<>() : appInfo;
    serviceInfo = serviceInfo == null ? new TreeMap<>() : serviceInfo;
    trustKey = trustKey == null ? new TreeMap<>() : trustKey;
  }

  public record NodeInfo(String thisNodeId, String thisZoneHost) {}

  /// Either a service (`service_id`, `selector`) or an app on a node (`node_id`, `port`).
  ///
  /// @param accessMode `public` or `private`
  /// @param state empty, or why it cannot be opened: `stopped`, `starting`, `failed`
  public record App(
      Optional<String> serviceId,
      SortedMap<String, Place> selector,
      Optional<String> appId,
      Optional<String> appInstanceId,
      Optional<String> appOwnerUserId,
      Optional<String> accessMode,
      Optional<String> nodeId,
      Optional<Integer> port,
      Optional<String> showName,
      Optional<String> state) {
    public App {
      serviceId = serviceId == null ? Optional.empty() : serviceId;
      selector = selector == null ? new TreeMap<>() : selector;
      appId = appId == null ? Optional.empty() : appId;
      appInstanceId = appInstanceId == null ? Optional.empty() : appInstanceId;
      appOwnerUserId = appOwnerUserId == null ? Optional.empty() : appOwnerUserId;
      accessMode = accessMode == null ? Optional.empty() : accessMode;
      nodeId = nodeId == null ? Optional.empty() : nodeId;
      port = port == null ? Optional.empty() : port;
      showName = showName == null ? Optional.empty() : showName;
      state = state == null ? Optional.empty() : state;
    }
  }

  public record Service(SortedMap<String, Place> selector) {}

  public record Place(int port, int weight) {}
}
