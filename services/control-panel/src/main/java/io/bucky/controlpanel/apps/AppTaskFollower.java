package io.bucky.controlpanel.apps;

import io.bucky.api.tasks.Task;
import io.bucky.base.Log;
import io.bucky.base.Time;
import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigUnavailable;
import io.bucky.config.ConfigWatch;
import io.bucky.config.WatchStep;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Ends the tasks of app changes when the nodes report what was wanted, or why it cannot be.
///
/// Knows nothing that a restart could lose: on start it takes up every unfinished task from task
/// manager. One thread runs it.
final class AppTaskFollower implements Runnable {
  private static final Duration BUSY = Duration.ofMillis(500);
  private static final Duration IDLE = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Log LOG = Log.of("panel.tasks");

  private final ConfigStore store;
  private final AppTasks tasks;
  private final AppTaskJudge judge;
  private final Time time;
  private final ConcurrentLinkedQueue<Task> arrived = new ConcurrentLinkedQueue<>();

  /// Unfinished ones, by id. Belongs to the running thread.
  private final Map<Long, Task> open = new TreeMap<>();

  private volatile boolean closed;
  private volatile boolean resumed;
  private volatile ConfigWatch watching = NO_WATCH;

  private static final ConfigWatch NO_WATCH =
      new ConfigWatch() {
        @Override
        public WatchStep next(Duration atMost) {
          return new WatchStep.Unavailable("not watching");
        }

        @Override
        public void close() {}
      };

  AppTaskFollower(ConfigStore store, AppTasks tasks, AppTaskJudge judge, Time time) {
    this.store = store;
    this.tasks = tasks;
    this.judge = judge;
    this.time = time;
  }

  /// Takes up a task that was just made. Any thread.
  void follow(Task task) {
    arrived.add(task);
    watching.close();
  }

  /// Ends the loop. Any thread.
  void stop() {
    closed = true;
    watching.close();
  }

  @Override
  public void run() {
    try {
      while (!closed) {
        try {
          follow();
        } catch (ConfigUnavailable e) {
          time.sleep(PAUSE);
        } catch (RuntimeException e) {
          LOG.error("panel.tasks.failed", e);
          time.sleep(IDLE);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Watches until a new task arrives or the watch ends.
  private void follow() throws InterruptedException {
    if (!resumed) {
      resumed = resume();
      if (!resumed) {
        time.sleep(PAUSE);
        return;
      }
    }
    for (Task task = arrived.poll(); task != null; task = arrived.poll()) {
      open.put(task.id(), task);
    }
    long from = store.snapshot("boot").revision();
    judgeAll();
    try (ConfigWatch watch = store.watch("services", from)) {
      watching = watch;
      while (!closed && arrived.isEmpty()) {
        switch (watch.next(open.isEmpty() ? IDLE : BUSY)) {
          case WatchStep.Changes(var changes, _) -> {
            boolean ofAnApp = changes.stream().anyMatch(it -> it.key().text().contains("@"));
            if (!open.isEmpty() && (ofAnApp || changes.isEmpty())) {
              judgeAll();
            }
          }
          case WatchStep.Compacted _, WatchStep.Unavailable _ -> {
            if (!closed && arrived.isEmpty()) {
              time.sleep(PAUSE);
            }
            return;
          }
        }
      }
    } finally {
      watching = NO_WATCH;
    }
  }

  /// Takes up what an earlier run of this program left.
  private boolean resume() throws InterruptedException {
    Optional<List<Task>> all = tasks.list();
    all.ifPresent(found ->
        found.stream()
            .filter(it -> !it.status().isTerminal())
            .forEach(it -> open.put(it.id(), it)));
    if (!open.isEmpty()) {
      LOG.info("panel.tasks.resumed", "count", open.size());
    }
    return all.isPresent();
  }

  private void judgeAll() throws InterruptedException {
    for (Task task : List.copyOf(open.values())) {
      switch (judge.judge(task)) {
        case AppTaskJudge.Verdict.Wait _ -> {}
        case AppTaskJudge.Verdict.End(var status, var message) -> {
          if (tasks.finish(task.id(), status, message)) {
            open.remove(task.id());
            LOG.info(
                "panel.task.ended", "task", task.id(), "status", status, "type", task.taskType());
          }
        }
      }
    }
  }

  /// Whether the tasks of an earlier run have been taken up.
  boolean ready() {
    return resumed;
  }
}
