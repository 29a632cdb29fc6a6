package io.bucky.base.testing;

import io.bucky.base.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that stands still until the test moves it. Who sleeps goes on almost at once. Any
/// thread.
public final class TestTime implements Time {
  public static final Instant START = Instant.ofEpochSecond(1_795_000_000L);
  private static final Duration NAP = Duration.ofMillis(1);

  private final AtomicLong nanos = new AtomicLong();

  @Override
  public Instant now() {
    return START.plusNanos(nanos.get());
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    Time.system().sleep(NAP);
  }

  public void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }
}
