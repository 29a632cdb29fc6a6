package io.bucky.verifyhub;

import io.bucky.base.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that the test moves. Sleeping returns almost at once.
final class TestTime implements Time {
  private static final long START_SECONDS = 1_795_000_000L;
  private final AtomicLong nanos = new AtomicLong();

  @Override
  public Instant now() {
    return Instant.ofEpochSecond(START_SECONDS).plusNanos(nanos.get());
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    Time.system().sleep(Duration.ofMillis(1));
  }

  void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }
}
