package io.bucky.base;

import java.time.Duration;

/// A moment in monotonic time after which an answer is worth nothing.
///
/// @param atNanos in the scale of the [Time] that made it
public record Deadline(long atNanos) {
  /// The moment `duration` from now.
  public static Deadline in(Duration duration, Time time) {
    return new Deadline(time.nanos() + duration.toNanos());
  }

  /// What is left of it; zero once it has passed.
  public Duration left(Time time) {
    return Duration.ofNanos(Math.max(0, atNanos - time.nanos()));
  }

  public boolean hasPassed(Time time) {
    return time.nanos() - atNanos >= 0;
  }
}
