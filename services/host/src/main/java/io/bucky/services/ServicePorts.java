package io.bucky.services;

import io.bucky.zone.Ports;
import java.util.Map;

/// The services of the host and their ports.
final class ServicePorts {
  static final String SYSTEM_CONFIG = "system-config";
  static final String VERIFY_HUB = "verify-hub";
  static final String SCHEDULER = "scheduler";
  static final String TASK_MANAGER = "task-manager";
  static final String CONTROL_PANEL = "control-panel";

  private ServicePorts() {}

  static Map<String, Integer> of(Ports ports) {
    return Map.of(
        SYSTEM_CONFIG, ports.systemConfig(),
        VERIFY_HUB, ports.verifyHub(),
        SCHEDULER, ports.scheduler(),
        TASK_MANAGER, ports.taskManager(),
        CONTROL_PANEL, ports.controlPanel());
  }
}
