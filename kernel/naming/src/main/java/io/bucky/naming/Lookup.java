package io.bucky.naming;

/// The outcome of one question to the network.
public sealed interface Lookup<T> {
  record Found<T>(T value) implements Lookup<T> {}

  /// Authoritative: there is no such thing.
  record Missing<T>() implements Lookup<T> {}

  /// Authoritative: there was, and it was withdrawn.
  record Gone<T>() implements Lookup<T> {}

  /// No answer, or one that cannot be used.
  record Failed<T>(String why) implements Lookup<T> {}
}
