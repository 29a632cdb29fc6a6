package io.bucky.services;

import io.bucky.base.Threads;
import io.bucky.base.Time;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigWatch;
import io.bucky.config.WatchStep;
import io.bucky.zone.ZoneKeys;
import java.time.Duration;

/// Waits for `boot/config`, which says that the zone has booted.
///
/// `whenBooted` is called once, on the thread of this class, and is over when `close` returns.
final class BootWatch implements AutoCloseable {
  private static final Duration STEP_MAX = Duration.ofHours(1);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final ConfigStore store;
  private final Runnable whenBooted;
  private final Time time;
  private final Thread thread;

  BootWatch(ConfigStore store, Runnable whenBooted, Time time) {
    this.store = store;
    this.whenBooted = whenBooted;
    this.time = time;
    this.thread = Thread.ofVirtual().name("boot-watch").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      awaitBoot();
      whenBooted.run();
    } catch (InterruptedException e) {
      // closed before the zone booted
    }
  }

  private void awaitBoot() throws InterruptedException {
    String key = ZoneKeys.BOOT_CONFIG.text();
    ConfigSnapshot now = store.snapshot(key);
    while (now.value(ZoneKeys.BOOT_CONFIG).isEmpty()) {
      try (ConfigWatch watch = store.watch(key, now.revision())) {
        switch (watch.next(STEP_MAX)) {
          case WatchStep.Changes _ -> {}
          case WatchStep.Compacted _, WatchStep.Unavailable _ -> time.sleep(PAUSE);
        }
      }
      now = store.snapshot(key);
    }
  }

  @Override
  public void close() {
    Threads.end(thread);
  }
}
