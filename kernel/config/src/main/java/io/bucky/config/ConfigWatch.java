package io.bucky.config;

import java.time.Duration;

/// An open watch. Belongs to one thread; `close` may come from another and ends a waiting `next`.
public interface ConfigWatch extends AutoCloseable {
  /// Waits for the next step, at most `atMost`; then it is `Changes` with no change.
  WatchStep next(Duration atMost) throws InterruptedException;

  @Override
  void close();
}
