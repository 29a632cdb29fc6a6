package io.bucky.zone;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The services that every zone has, and the fixed port of each.
public final class KernelServices {
  public static final String SYSTEM_CONFIG = "system-config";
  public static final String VERIFY_HUB = "verify-hub";
  public static final String SCHEDULER = "scheduler";
  public static final String TASK_MANAGER = "task-manager";
  public static final String CONTROL_PANEL = "control-panel";

  private KernelServices() {}

  /// By name, in the order of the names.
  public static SortedMap<String, Integer> ports(Ports ports) {
    return new TreeMap<>(
        Map.of(
            SYSTEM_CONFIG, ports.systemConfig(),
            VERIFY_HUB, ports.verifyHub(),
            SCHEDULER, ports.scheduler(),
            TASK_MANAGER, ports.taskManager(),
            CONTROL_PANEL, ports.controlPanel()));
  }

  /// Empty when the zone has no such service.
  public static Optional<Integer> port(Ports ports, String service) {
    return Optional.ofNullable(ports(ports).get(service));
  }
}
