package io.bucky.config;

import java.util.Optional;
import java.util.SortedMap;

/// One step of a transaction. Its key gains one version when it applies.
public sealed interface Mutation {
  /// What one key may hold, whichever engine keeps it. A larger thing belongs in a file.
  int VALUE_BYTES_MAX = 1 << 20;

  ConfigKey key();

  /// Fails if the key exists.
  record Create(ConfigKey key, String value) implements Mutation {}

  /// Creates or replaces.
  record Set(ConfigKey key, String value) implements Mutation {}

  /// Fails if the key is missing.
  record Append(ConfigKey key, String value) implements Mutation {}

  /// Changes members of the JSON value; fails if the key is missing or does not hold JSON.
  ///
  /// @param changes path to JSON text; an empty one removes the member
  record SetByPath(ConfigKey key, SortedMap<String, Optional<String>> changes)
      implements Mutation {}

  /// Succeeds, and changes nothing, if the key is missing.
  record Remove(ConfigKey key) implements Mutation {}

  /// Fails if the key is missing.
  record Delete(ConfigKey key) implements Mutation {}
}
