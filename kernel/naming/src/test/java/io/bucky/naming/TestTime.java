package io.bucky.naming;

import io.bucky.base.Time;
import java.time.Duration;
import java.time.Instant;

/// A clock that stands still until the test moves it.
final class TestTime implements Time {
  private Instant now = Instant.ofEpochSecond(1_795_000_000L);

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public long nanos() {
    return now.toEpochMilli() * 1_000_000;
  }

  @Override
  public void sleep(Duration duration) {
    pass(duration);
  }

  void pass(Duration duration) {
    now = now.plus(duration);
  }
}
