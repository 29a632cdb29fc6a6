package io.bucky.node;

import io.bucky.krpc.ServiceDirectory;
import io.bucky.zone.Ports;
import java.util.Map;

/// Which service answers at which port of this machine.
final class ServicePorts {
  private ServicePorts() {}

  static ServiceDirectory directory(Ports ports) {
    return ServiceDirectory.ofPorts(
        Map.of(
            "system_config", ports.systemConfig(),
            "system-config", ports.systemConfig(),
            "verify-hub", ports.verifyHub(),
            "task-manager", ports.taskManager(),
            "scheduler", ports.scheduler(),
            "control-panel", ports.controlPanel()));
  }
}
