package io.bucky.cli;

import io.bucky.config.ConfigKey;
import java.util.List;
import java.util.Set;

/// Keys that the zone writes itself: a wrong value there can stop it, and a right one is written
/// over. They are changed by hand only by whoever says so.
final class ZoneOwnKeys {
  private static final Set<String> TREES = Set.of("boot", "devices", "nodes", "security", "system");

  /// Below `services/<service>`.
  private static final Set<String> REPORTS = Set.of("info", "instances", "schedule");

  private ZoneOwnKeys() {}

  /// @param force the person has said so
  static void guard(ConfigKey key, boolean force) {
    if (!force && isOwn(key)) {
      throw new Failure(
          ExitStatus.DENIED,
          key + " is written by the zone itself; a wrong value there can stop it",
          "If it must be: bucky config snapshot first, then the same with --force.");
    }
  }

  private static boolean isOwn(ConfigKey key) {
    List<String> segments = List.of(key.text().split("/"));
    return TREES.contains(segments.getFirst())
        || (segments.getFirst().equals("services")
            && segments.size() > 2
            && REPORTS.contains(segments.get(2)));
  }
}
