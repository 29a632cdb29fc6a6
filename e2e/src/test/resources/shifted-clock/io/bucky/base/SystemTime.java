package io.bucky.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// Stands in for the class of this name in the programs that a test runs: the wall clock is the
/// machine's plus the seconds in the file that the environment names, and may jump at any time; the
/// monotonic clock is the machine's, as it is when a real clock jumps.
enum SystemTime implements Time {
  INSTANCE;

  private static final Path SHIFT = Path.of(System.getenv("BUCKY_E2E_CLOCK_SHIFT"));

  @Override
  public Instant now() {
    try {
      return Instant.now().plusSeconds(Long.parseLong(Files.readString(SHIFT).strip()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    Thread.sleep(duration);
  }
}
