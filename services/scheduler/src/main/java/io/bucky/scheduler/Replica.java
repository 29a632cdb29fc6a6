package io.bucky.scheduler;

import io.bucky.config.Change;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.Entry;
import io.bucky.zone.ZoneKeys;
import java.util.Set;
import java.util.TreeMap;

/// The part of the tree that plans depend on, as far as the watch has told. Kept by one thread.
final class Replica {
  private static final Set<String> SERVICE_LEAVES = Set.of("spec", "info", "schedule");
  private static final Set<String> NODE_LEAVES = Set.of("config", "gateway_info");
  private static final Set<String> DEVICE_LEAVES = Set.of("doc", "info");

  private final TreeMap<ConfigKey, Entry> entries;
  private long revision;

  Replica(ConfigSnapshot start) {
    this.entries = new TreeMap<>();
    start
        .entries()
        .forEach((key, entry) -> {
          if (matters(key)) {
            entries.put(key, entry);
          }
        });
    this.revision = start.revision();
  }

  /// Takes one change; one that is known already, because a watch delivered it twice, does nothing.
  ///
  /// @return whether a plan may depend on it
  boolean take(Change change) {
    if (change.revision() < revision) {
      return false;
    }
    revision = change.revision();
    if (!matters(change.key())) {
      return false;
    }
    if (change.value().isPresent()) {
      entries.put(change.key(), new Entry(change.value().get(), change.version()));
    } else {
      entries.remove(change.key());
    }
    return true;
  }

  /// Everything up to `upTo` was delivered.
  void reached(long upTo) {
    revision = Math.max(revision, upTo);
  }

  long revision() {
    return revision;
  }

  ConfigSnapshot snapshot() {
    return new ConfigSnapshot(revision, new TreeMap<>(entries));
  }

  /// Whether [ZoneReader] or [Planner] look at the key: what apps and users keep for themselves,
  /// next to these keys and elsewhere, never changes a plan and must not cost one.
  static boolean matters(ConfigKey key) {
    String text = key.text();
    int slash = text.indexOf('/');
    String last = text.substring(text.lastIndexOf('/') + 1);
    return switch (slash < 0 ? "" : text.substring(0, slash)) {
      case "services" ->
          switch (depth(text)) {
            case 2 -> SERVICE_LEAVES.contains(last) || key.equals(ZoneKeys.GATEWAY_SETTINGS);
            case 3 -> text.startsWith("/instances/", text.indexOf('/', slash + 1));
            default -> false;
          };
      case "nodes" -> depth(text) == 2 && NODE_LEAVES.contains(last);
      case "devices" -> depth(text) == 2 && DEVICE_LEAVES.contains(last);
      case "users" ->
          switch (depth(text)) {
            case 2 -> last.equals("settings");
            case 4 -> last.equals("spec");
            default -> false;
          };
      default -> key.equals(ZoneKeys.BOOT_CONFIG) || key.equals(ZoneKeys.RBAC_POLICY);
    };
  }

  private static int depth(String text) {
    int depth = 0;
    for (int i = text.indexOf('/'); i >= 0; i = text.indexOf('/', i + 1)) {
      depth++;
    }
    return depth;
  }
}
