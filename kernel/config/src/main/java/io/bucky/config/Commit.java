package io.bucky.config;

/// The outcome of a transaction.
public sealed interface Commit {
  /// On disk, and visible to every later read.
  ///
  /// @param revision of the whole tree after it; grows by one per transaction that changed anything
  record Applied(long revision) implements Commit {}

  /// The guard's key had moved on.
  record Conflict(ConfigKey key, long expected, long actual) implements Commit {}

  record Exists(ConfigKey key) implements Commit {}

  record Missing(ConfigKey key) implements Commit {}

  /// A limit was passed, or a JSON path does not fit the value.
  record Invalid(ConfigKey key, String why) implements Commit {}
}
