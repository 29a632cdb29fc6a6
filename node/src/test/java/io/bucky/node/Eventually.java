package io.bucky.node;

import io.bucky.base.Deadline;
import io.bucky.base.Time;
import java.time.Duration;
import java.util.concurrent.Callable;

/// Waits on a condition with a bound.
public final class Eventually {
  private Eventually() {}

  public static void holds(String what, Callable<Boolean> condition) throws Exception {
    var deadline = Deadline.in(Duration.ofSeconds(20), Time.system());
    while (!condition.call()) {
      if (deadline.hasPassed(Time.system())) {
        throw new AssertionError("not within 20 s: " + what);
      }
      Time.system().sleep(Duration.ofMillis(10));
    }
  }
}
