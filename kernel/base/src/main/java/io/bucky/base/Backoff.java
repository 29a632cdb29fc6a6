package io.bucky.base;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// The waits between attempts: doubling from `first` to `most`, each drawn from its upper half so
/// that many clients do not step together.
///
/// One owner; not safe for several threads.
public final class Backoff {
  private final Duration first;
  private final Duration most;
  private final RandomGenerator random;
  private int attempts;

  public Backoff(Duration first, Duration most, RandomGenerator random) {
    if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
      throw new IllegalArgumentException("first " + first + ", most " + most);
    }
    this.first = first;
    this.most = most;
    this.random = random;
  }

  /// The wait after one more failure.
  public Duration next() {
    int doublings = Math.min(attempts++, 30);
    long nanos = Math.min(most.toNanos(), first.toNanos() * (1L << doublings));
    if (nanos <= 0) {
      nanos = most.toNanos(); // the product overflowed
    }
    return Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2 + 1));
  }

  public int attempts() {
    return attempts;
  }

  /// Something worked: the next failure starts over.
  public void reset() {
    attempts = 0;
  }
}
