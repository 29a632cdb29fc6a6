package io.bucky.zone;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The names that are nobody's to choose, in the one place that everybody asks.
///
/// Users, apps, machines, services and roles share two name spaces: the subjects of the policy, and
/// the host labels before the zone's name. In each a word may stand for one of them only.
public final class ReservedNames {
  /// The first machine of a zone; by convention the next ones count on.
  public static final String FIRST_NODE = "ood1";

  /// Names with a fixed place in the built-in policy or in tokens, and the roles of that policy.
  private static final Set<String> SUBJECTS =
      Set.of(
          "admin",
          "agent",
          "aicc",
          "app",
          "buckycli",
          "client",
          "control-panel",
          "cyfs-gateway",
          "frame",
          "gateway",
          "guest",
          "kernel",
          "kevent",
          "klog",
          "kmsg",
          "limited",
          "msg-center",
          "node",
          "node-daemon",
          "ood",
          "opendan",
          "owner",
          "repo-service",
          "root",
          "scheduler",
          "service",
          "slog_server",
          "smb-service",
          "smb_service",
          "system",
          "system-config",
          "task-manager",
          "user",
          "users",
          "verify-hub",
          "workflow");

  /// Hosts of the zone, and words that its pages, paths and folders use.
  private static final Set<String> PLACES =
      Set.of(
          "api",
          "cache",
          "device",
          "home",
          "library",
          "local",
          "logs",
          "public",
          "publish",
          "services",
          "storage",
          "sys",
          "tmp",
          "var",
          "www",
          "zone",
          FIRST_NODE);

  /// The sudo half of whoever is named after it.
  private static final String SUDO = "su_";

  private ReservedNames() {}

  /// Whether the policy knows something else by this name: a user, an app or a machine that bore it
  /// would have that one's rights, and so has none.
  public static boolean isSubject(String name) {
    return SUBJECTS.contains(name) || name.startsWith(SUDO);
  }

  /// Whether a person or an app may not be called so.
  public static boolean isReserved(String name) {
    return isSubject(name) || PLACES.contains(name);
  }

  /// Every single word of the list, in order; beside them, what begins with `su_` is reserved.
  public static Set<String> all() {
    return Stream.concat(SUBJECTS.stream(), PLACES.stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
