package io.bucky.containers.engine;

import java.util.Optional;
import java.util.function.Function;

/// What the engine said to one call.
public sealed interface EngineAnswer<T> {
  record Ok<T>(T value) implements EngineAnswer<T> {}

  /// 404: no such container, image, network or volume.
  record Missing<T>(String what) implements EngineAnswer<T> {}

  /// 409: the name is taken, or the state forbids it.
  record Conflict<T>(String why) implements EngineAnswer<T> {}

  /// Any other refusal.
  record Refused<T>(int status, String why) implements EngineAnswer<T> {}

  /// No engine answered, or not in time.
  record Away<T>(String why) implements EngineAnswer<T> {}

  default boolean ok() {
    return this instanceof Ok<T>;
  }

  default Optional<T> toOptional() {
    return this instanceof Ok<T>(var value) ? Optional.of(value) : Optional.empty();
  }

  /// One sentence; empty when all is well.
  default String problem() {
    return switch (this) {
      case Ok<T> _ -> "";
      case Missing<T>(var what) -> what;
      case Conflict<T>(var why) -> why;
      case Refused<T>(_, var why) -> why;
      case Away<T>(var why) -> why;
    };
  }

  default <R> EngineAnswer<R> map(Function<? super T, ? extends R> change) {
    return flatMap(value -> new Ok<>(change.apply(value)));
  }

  /// A next call that may be interrupted.
  @FunctionalInterface
  interface NextCall<T, R> {
    EngineAnswer<R> call(T value) throws InterruptedException;
  }

  /// Goes on with the next call if this one went well.
  default <R> EngineAnswer<R> then(NextCall<? super T, R> next) throws InterruptedException {
    return this instanceof Ok<T>(var value) ? next.call(value) : flatMap(_ -> new Away<>(""));
  }

  default <R> EngineAnswer<R> flatMap(Function<? super T, EngineAnswer<R>> next) {
    return switch (this) {
      case Ok<T>(var value) -> next.apply(value);
      case Missing<T>(var what) -> new Missing<>(what);
      case Conflict<T>(var why) -> new Conflict<>(why);
      case Refused<T>(var status, var why) -> new Refused<>(status, why);
      case Away<T>(var why) -> new Away<>(why);
    };
  }
}
