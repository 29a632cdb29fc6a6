package io.bucky.zone;

import java.util.SortedMap;

/// `services/<s>/info`: where a service answers, derived by the scheduler from reports.
public record ServiceInfo(String selectorType, SortedMap<String, Place> nodeList) {
  /// @param servicePort name to port
  public record Place(
      String nodeDid,
      String nodeNetId,
      String state,
      int weight,
      SortedMap<String, Integer> servicePort) {}
}
