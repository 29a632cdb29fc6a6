package io.bucky.taskmanager;

import io.bucky.base.Log;
import io.bucky.base.Threads;
import io.bucky.base.Time;
import io.bucky.config.ConfigUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Removes finished tasks that are old or too many, once an hour, on a thread of its own.
final class Retention implements AutoCloseable {
  static final Duration AGE_MAX = Duration.ofDays(30);
  static final int FINISHED_MAX = 10_000;
  private static final Duration EVERY = Duration.ofHours(1);
  private static final int BATCH = 1_000;
  private static final Log LOG = Log.of("task-manager.retention");

  private final Thread thread;

  private Retention(Thread thread) {
    this.thread = thread;
  }

  static Retention start(TaskStore tasks, Time time) {
    return new Retention(
        Thread.ofVirtual().name("task-retention").start(() -> keepRemoving(tasks, time)));
  }

  private static void keepRemoving(TaskStore tasks, Time time) {
    try {
      while (true) {
        tryRemove(tasks, time);
        time.sleep(EVERY);
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  /// A store that takes no writes, since its disk is full for example, keeps the tasks for another
  /// period.
  private static void tryRemove(TaskStore tasks, Time time) throws InterruptedException {
    try {
      remove(tasks, surplus(tasks.newestFirst(), time.now().getEpochSecond()));
    } catch (ConfigUnavailable e) {
      LOG.warn("task.retention.failed", e);
    }
  }

  private static void remove(TaskStore tasks, List<StoredTask> gone) throws InterruptedException {
    for (int from = 0; from < gone.size(); from += BATCH) {
      tasks.delete(gone.subList(from, Math.min(gone.size(), from + BATCH)));
    }
    if (!gone.isEmpty()) {
      LOG.info("task.retention.removed", "count", gone.size());
    }
  }

  /// The finished tasks that are to go.
  ///
  /// @param newestFirst all tasks
  /// @param now unix seconds
  static List<StoredTask> surplus(Collection<StoredTask> newestFirst, long now) {
    var gone = new ArrayList<StoredTask>();
    int kept = 0;
    for (StoredTask task : newestFirst) {
      if (task.task().status().isTerminal()) {
        boolean old = task.task().updatedAt() < now - AGE_MAX.toSeconds();
        if (old || kept == FINISHED_MAX) {
          gone.add(task);
        } else {
          kept++;
        }
      }
    }
    return gone;
  }

  @Override
  public void close() {
    Threads.end(thread);
  }
}
