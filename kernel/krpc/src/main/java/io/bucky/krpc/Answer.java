package io.bucky.krpc;

/// What a client got back.
public sealed interface Answer<R> {
  record Ok<R>(R value) implements Answer<R> {}

  /// The service answered with an error; the same call would be refused again.
  record Refused<R>(Problem problem) implements Answer<R> {}

  /// No answer, or not one of kRPC: whether the call took effect is not known.
  ///
  /// @param why for the log
  record Unreachable<R>(String why) implements Answer<R> {}
}
