package io.bucky.zone;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// `nodes/<n>/config`: what should run on one node. Written by the scheduler, read by the node
/// daemon.
///
/// @param state `running`; in any other state the node loop ends
/// @param kernel service name to item
/// @param apps instance id `<app>@<user>@<node>` to item
public record NodeConfig(
    String nodeId,
    String nodeDid,
    String state,
    SortedMap<String, KernelItem> kernel,
    SortedMap<String, AppItem> apps) {
  public NodeConfig {
    kernel = kernel == null ? new TreeMap<>() : kernel;
    apps = apps == null ? new TreeMap<>() : apps;
  }

  /// @param spec a `KernelServiceSpec`; the wire spells it `service_sepc`
  public record KernelItem(
      String targetState, String nodeId, @JsonProperty("service_sepc") JsonNode spec) {}

  /// @param targetState `started`, `stopped` or `exited`
  /// @param servicePortsConfig name to host port
  public record AppItem(
      String targetState,
      String nodeId,
      AppSpec appSpec,
      SortedMap<String, Integer> servicePortsConfig) {}
}
