package io.bucky.identity;

import io.bucky.base.Time;
import java.time.Duration;
import java.time.Instant;

/// A clock that stands still until the test moves it.
final class TestTime implements Time {
  static final Instant START = Instant.ofEpochSecond(1_795_000_000L);
  private Instant now = START;

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public long nanos() {
    return Duration.between(START, now).toNanos();
  }

  @Override
  public void sleep(Duration duration) {
    pass(duration);
  }

  void pass(Duration duration) {
    now = now.plus(duration);
  }
}
