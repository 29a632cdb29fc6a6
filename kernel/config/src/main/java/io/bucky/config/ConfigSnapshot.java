package io.bucky.config;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// All keys below a prefix as of one revision.
///
/// @param revision a watch from here misses nothing
/// @param entries in key order
public record ConfigSnapshot(long revision, SortedMap<ConfigKey, Entry> entries) {
  public ConfigSnapshot {
    entries = Collections.unmodifiableSortedMap(entries);
  }

  public static ConfigSnapshot empty() {
    return new ConfigSnapshot(0, new TreeMap<>());
  }

  public Optional<String> value(ConfigKey key) {
    return Optional.ofNullable(entries.get(key)).map(Entry::value);
  }
}
