package io.bucky.node.loop;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;

/// Makes changes on virtual threads, one per app.
///
/// Four apps at a time are started, four have a component started again and four are removed: an
/// image that takes hours to arrive holds up no stop. Any thread.
final class AppWorkers {
  static final int CHANGES_MAX = 4;

  /// Makes one change on the calling thread.
  interface Maker {
    void make(Effect.Change change) throws InterruptedException;
  }

  private final Maker maker;
  private final Runnable onChange;
  private final Semaphore starts = new Semaphore(CHANGES_MAX);
  private final Semaphore restarts = new Semaphore(CHANGES_MAX);
  private final Semaphore removals = new Semaphore(CHANGES_MAX);
  private final TreeMap<String, Job> jobs = new TreeMap<>(); // under this

  private record Job(Work work, Thread thread) {}

  /// @param onChange called when what goes on, or what is said of it, changed; must not block
  AppWorkers(Maker maker, Runnable onChange) {
    this.maker = maker;
    this.onChange = onChange;
  }

  /// What is under way, by instance.
  synchronized SortedMap<String, Work> busy() {
    var busy = new TreeMap<String, Work>();
    jobs.forEach((instance, job) -> busy.put(instance, job.work));
    return busy;
  }

  /// Begins a change of an app that has none under way.
  ///
  /// @param says what goes on, for a person
  synchronized void begin(Effect.Change change, String says) {
    String instance = change.instance();
    Thread worker = Thread.ofVirtual().name("node-app-" + instance).unstarted(() -> work(change));
    if (jobs.putIfAbsent(instance, new Job(new Work(change, says, false), worker)) != null) {
      throw new IllegalStateException(instance + " is being changed already");
    }
    worker.start();
  }

  private void work(Effect.Change change) {
    try {
      Semaphore permits = permits(change);
      permits.acquire();
      try {
        maker.make(change);
      } finally {
        permits.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // not wanted any more
    } finally {
      synchronized (this) {
        jobs.remove(change.instance());
      }
      onChange.run();
    }
  }

  private Semaphore permits(Effect.Change change) {
    return switch (change) {
      case Effect.Start _ -> starts;
      case Effect.Restart _ -> restarts;
      case Effect.Stop _, Effect.Purge _ -> removals;
    };
  }

  /// Tells what goes on now with an app that is being changed.
  void say(String instance, String text) {
    synchronized (this) {
      Job job = jobs.get(instance);
      if (job == null || job.work.ending() || job.work.says().equals(text)) {
        return;
      }
      jobs.put(instance, new Job(new Work(job.work.change(), text, false), job.thread));
    }
    onChange.run();
  }

  /// Ends the change of an app soon; it stays busy until then.
  synchronized void interrupt(String instance) {
    Job job = jobs.get(instance);
    if (job != null) {
      jobs.put(instance, new Job(job.work.ended(), job.thread));
      job.thread.interrupt();
    }
  }

  /// Is this change still wanted, or was it interrupted?
  synchronized boolean wants(Effect.Change change) {
    Job job = jobs.get(change.instance());
    return job != null && !job.work.ending();
  }

  /// Interrupts everything; the daemon ends, and the next one looks again.
  synchronized void stop() {
    jobs.values().forEach(job -> job.thread.interrupt());
  }
}
