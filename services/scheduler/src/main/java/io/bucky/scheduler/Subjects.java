package io.bucky.scheduler;

import java.util.Set;
import java.util.regex.Pattern;

/// The one name space of RBAC: users, apps, devices, services and roles are all plain words in it,
/// so a word may stand for one of them only.
final class Subjects {
  /// Names with a fixed place in the built-in policy, and the roles of that policy.
  private static final Set<String> TAKEN =
      Set.of(
          "node-daemon",
          "scheduler",
          "system-config",
          "verify-hub",
          "cyfs-gateway",
          "buckycli",
          "task-manager",
          "kmsg",
          "control-panel",
          "repo-service",
          "aicc",
          "msg-center",
          "opendan",
          "slog_server",
          "smb_service",
          "smb-service",
          "workflow",
          "kevent",
          "klog",
          "gateway",
          "kernel",
          "ood",
          "node",
          "root",
          "su_admin",
          "su_users",
          "system",
          "frame",
          "app",
          "agent",
          "admin",
          "users",
          "limited",
          "guest",
          "client",
          "service",
          "user",
          "owner");

  private static final Pattern NAME = Pattern.compile("[a-z0-9_][a-z0-9_.-]{0,63}");

  private Subjects() {}

  /// A word that can stand in a policy line: nothing that separates, quotes or comments.
  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /// A user, app or device of this name would get somebody else's rights.
  static boolean isTaken(String name) {
    return TAKEN.contains(name) || name.startsWith("su_");
  }
}
