package io.bucky.base;

import java.time.Duration;
import java.time.Instant;

/// The clock: wall time for stamps, monotonic time for durations, and waiting.
///
/// Everything that needs the time takes one of these, so that a test or the simulator can own it.
public interface Time {
  /// Wall time, for stamps that a person or another machine reads.
  Instant now();

  /// Monotonic nanoseconds with an arbitrary origin, for durations and deadlines only.
  long nanos();

  /// Waits for `duration`; an interrupt ends the wait.
  void sleep(Duration duration) throws InterruptedException;

  /// The clock of this machine.
  static Time system() {
    return SystemTime.INSTANCE;
  }
}
