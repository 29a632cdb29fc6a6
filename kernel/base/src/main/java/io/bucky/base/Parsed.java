package io.bucky.base;

import java.util.Optional;
import java.util.function.Function;

/// The outcome of reading text or bytes from outside, where a wrong value is ordinary.
public sealed interface Parsed<T> {
  /// @param value well-formed and inside its limits
  record Ok<T>(T value) implements Parsed<T> {}

  /// @param why one sentence for the person who wrote the input
  record Malformed<T>(String why) implements Parsed<T> {}

  static <T> Parsed<T> ok(T value) {
    return new Ok<>(value);
  }

  static <T> Parsed<T> malformed(String why) {
    return new Malformed<>(why);
  }

  default Optional<T> toOptional() {
    return switch (this) {
      case Ok<T>(var value) -> Optional.of(value);
      case Malformed<T> _ -> Optional.empty();
    };
  }

  default <R> Parsed<R> map(Function<? super T, ? extends R> change) {
    return switch (this) {
      case Ok<T>(var value) -> new Ok<>(change.apply(value));
      case Malformed<T>(var why) -> new Malformed<>(why);
    };
  }

  default <R> Parsed<R> flatMap(Function<? super T, Parsed<R>> next) {
    return switch (this) {
      case Ok<T>(var value) -> next.apply(value);
      case Malformed<T>(var why) -> new Malformed<>(why);
    };
  }

  /// The value where the caller is sure of it: a constant, or text that this program wrote.
  ///
  /// @throws IllegalArgumentException if it is malformed, which is then a bug
  default T orThrow() {
    return switch (this) {
      case Ok<T>(var value) -> value;
      case Malformed<T>(var why) -> throw new IllegalArgumentException(why);
    };
  }
}
