package io.bucky.scheduler;

import io.bucky.config.Change;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.Entry;
import java.util.TreeMap;

/// The part of the tree that plans depend on, as far as the watch has told. Kept by one thread.
final class Replica {
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

  /// What apps and users keep for themselves never changes a plan.
  private static boolean matters(ConfigKey key) {
    String text = key.text();
    if (text.startsWith("users/")) {
      boolean settings = text.endsWith("/settings") && text.split("/").length == 3;
      return settings || text.endsWith("/spec");
    }
    return text.startsWith("services/")
        || text.startsWith("nodes/")
        || text.startsWith("devices/")
        || text.startsWith("boot/")
        || text.startsWith("system/rbac/");
  }
}
