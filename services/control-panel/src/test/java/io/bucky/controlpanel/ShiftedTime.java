package io.bucky.controlpanel;

import io.bucky.base.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// The system's clock, whose monotonic side a test can push forward.
final class ShiftedTime implements Time {
  private final AtomicLong ahead = new AtomicLong();

  void advance(Duration duration) {
    ahead.addAndGet(duration.toNanos());
  }

  @Override
  public Instant now() {
    return Time.system().now();
  }

  @Override
  public long nanos() {
    return Time.system().nanos() + ahead.get();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    Time.system().sleep(duration);
  }
}
