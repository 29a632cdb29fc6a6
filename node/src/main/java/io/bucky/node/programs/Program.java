package io.bucky.node.programs;

import java.util.List;

/// A program of the product that the node keeps running.
///
/// @param name `services`; names its log, its record and its AOT cache
/// @param heapMib most it may keep in the heap
/// @param flags of its JVM beyond the common ones
public record Program(String name, String mainClass, int heapMib, List<String> flags) {
  public Program {
    flags = List.copyOf(flags);
  }

  /// The kernel services.
  public static Program services() {
    return new Program(
        "services", "io.bucky.services.ServicesMain", 96, List.of("-XX:MaxDirectMemorySize=64m"));
  }

  /// The data plane.
  public static Program gateway() {
    return new Program(
        "gateway", "io.bucky.gateway.GatewayMain", 48, List.of("-XX:MaxDirectMemorySize=256m"));
  }
}
