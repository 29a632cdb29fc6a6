package io.bucky.containers.engine;

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
}
