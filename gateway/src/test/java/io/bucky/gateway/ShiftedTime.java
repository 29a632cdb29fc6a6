package io.bucky.gateway;

import io.bucky.base.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// The system's time, some way ahead.
record ShiftedTime(AtomicLong ahead) implements Time {
  ShiftedTime() {
    this(new AtomicLong());
  }

  @Override
  public Instant now() {
    return Time.system().now().plusNanos(ahead.get());
  }

  @Override
  public long nanos() {
    return Time.system().nanos() + ahead.get();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    Time.system().sleep(duration);
  }

  void pass(Duration duration) {
    ahead.addAndGet(duration.toNanos());
  }
}
