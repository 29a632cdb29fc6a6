package io.bucky.controlpanel.apps;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Which names an app may have. The name is its host label, its key, and its subject in RBAC, where
/// services, roles, devices and users have theirs.
final class AppNames {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");

  private static final Set<String> RESERVED =
      Set.of(
          "admin",
          "agent",
          "aicc",
          "api",
          "app",
          "buckycli",
          "cache",
          "client",
          "control-panel",
          "cyfs-gateway",
          "device",
          "frame",
          "gateway",
          "guest",
          "home",
          "kernel",
          "kevent",
          "klog",
          "kmsg",
          "library",
          "limited",
          "local",
          "logs",
          "msg-center",
          "node",
          "node-daemon",
          "ood",
          "opendan",
          "owner",
          "public",
          "publish",
          "repo-service",
          "root",
          "scheduler",
          "service",
          "services",
          "storage",
          "sys",
          "system",
          "system-config",
          "task-manager",
          "tmp",
          "user",
          "users",
          "var",
          "verify-hub",
          "workflow",
          "www",
          "zone");

  private AppNames() {}

  /// Why `name` cannot be an app's; empty when it can.
  static Optional<String> wrong(String name) {
    if (!NAME.matcher(name).matches() || name.endsWith("-")) {
      return Optional.of(
          "'" + name + "' is not an app name: small letters, digits and -, at most 31");
    }
    return RESERVED.contains(name)
        ? Optional.of("the name '" + name + "' belongs to the zone; choose another one")
        : Optional.empty();
  }
}
