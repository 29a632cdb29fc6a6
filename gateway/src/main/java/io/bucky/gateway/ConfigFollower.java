package io.bucky.gateway;

import io.bucky.base.Log;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;

/// Calls `look` when something in a directory changed, and every few seconds in any case. `look`
/// runs on the follower's own thread and must not throw.
final class ConfigFollower implements AutoCloseable {
  private static final Log LOG = Log.of("gateway.config");
  private static final long LOOK_SECONDS = 5;
  private static final long JOIN_MILLIS = 2_000;

  private final WatchService watch;
  private final Thread thread;

  private ConfigFollower(WatchService watch, Runnable look) {
    this.watch = watch;
    this.thread = new Thread(() -> follow(watch, look), "gateway-config");
    thread.setDaemon(true);
  }

  static ConfigFollower start(Path directory, Runnable look) throws IOException {
    Files.createDirectories(directory);
    WatchService watch = FileSystems.getDefault().newWatchService();
    directory.register(
        watch,
        StandardWatchEventKinds.ENTRY_CREATE,
        StandardWatchEventKinds.ENTRY_MODIFY,
        StandardWatchEventKinds.ENTRY_DELETE);
    var follower = new ConfigFollower(watch, look);
    follower.thread.start();
    return follower;
  }

  private static void follow(WatchService watch, Runnable look) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        WatchKey changed = watch.poll(LOOK_SECONDS, TimeUnit.SECONDS);
        if (changed != null) {
          changed.pollEvents();
          if (!changed.reset()) {
            LOG.warn("gateway.config.unwatched", "next", "looking every few seconds");
          }
        }
        look.run();
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      LOG.debug("gateway.config.follower_stopped");
    }
  }

  @Override
  public void close() throws IOException {
    watch.close();
    thread.interrupt();
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
