package io.bucky.krpc;

/// What a handler answers.
public sealed interface Reply<R> {
  record Ok<R>(R value) implements Reply<R> {}

  record Refused<R>(Problem problem) implements Reply<R> {}

  static <R> Reply<R> ok(R value) {
    return new Ok<>(value);
  }

  static <R> Reply<R> refused(Problem problem) {
    return new Refused<>(problem);
  }

  static <R> Reply<R> denied(String text) {
    return new Refused<>(new Problem.Denied(text));
  }

  static <R> Reply<R> bad(String text) {
    return new Refused<>(new Problem.BadRequest(text));
  }

  static <R> Reply<R> failed(String text) {
    return new Refused<>(new Problem.Reason(text));
  }
}
