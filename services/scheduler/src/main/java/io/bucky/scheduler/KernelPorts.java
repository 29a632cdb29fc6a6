package io.bucky.scheduler;

import io.bucky.zone.Ports;
import java.util.List;
import java.util.Optional;

/// The fixed port of each service of the zone.
final class KernelPorts {
  static final List<String> NAMES =
      List.of("control-panel", "scheduler", "system-config", "task-manager", "verify-hub");

  private KernelPorts() {}

  static Optional<Integer> of(Ports ports, String service) {
    return switch (service) {
      case "system-config" -> Optional.of(ports.systemConfig());
      case "verify-hub" -> Optional.of(ports.verifyHub());
      case "task-manager" -> Optional.of(ports.taskManager());
      case "scheduler" -> Optional.of(ports.scheduler());
      case "control-panel" -> Optional.of(ports.controlPanel());
      default -> Optional.empty();
    };
  }
}
