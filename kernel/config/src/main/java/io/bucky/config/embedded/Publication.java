package io.bucky.config.embedded;

import io.bucky.base.Deadline;
import io.bucky.base.Time;
import io.bucky.config.Change;
import io.bucky.config.ConfigWatch;
import io.bucky.config.KeyPrefix;
import io.bucky.config.WatchStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Wakes watches when the tree has changed.
final class Publication {
  /// A step is closed once it holds this many changes; a transaction is never split.
  private static final int STEP_CHANGES_MAX = 1_024;

  private final Engine engine;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final AtomicInteger watches = new AtomicInteger();
  private volatile boolean closed;

  Publication(Engine engine) {
    this.engine = engine;
  }

  int watches() {
    return watches.get();
  }

  /// The writer thread has published a new tree.
  void announce() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Ends all watches.
  void close() {
    closed = true;
    announce();
  }

  ConfigWatch watch(KeyPrefix prefix, long revision, Time time) {
    watches.incrementAndGet();
    return new Watch(prefix, revision, time);
  }

  private final class Watch implements ConfigWatch {
    private final KeyPrefix prefix;
    private final Time time;
    private long position;
    private volatile boolean ended;

    Watch(KeyPrefix prefix, long revision, Time time) {
      this.prefix = prefix;
      this.position = revision;
      this.time = time;
    }

    @Override
    public WatchStep next(Duration atMost) throws InterruptedException {
      var deadline = Deadline.in(atMost, time);
      while (true) {
        if (ended || closed) {
          return new WatchStep.Unavailable(ended ? "the watch is closed" : "the store is closed");
        }
        long latest = engine.state().revision();
        long oldest = engine.history().oldestResumable();
        if (position < oldest || position > latest) {
          return new WatchStep.Compacted(oldest);
        }
        var changes = new ArrayList<Change>();
        if (!collect(latest, changes)) {
          return new WatchStep.Compacted(engine.history().oldestResumable());
        }
        if (!changes.isEmpty() || !await(deadline)) {
          return new WatchStep.Changes(changes, position);
        }
      }
    }

    /// Moves on to `latest` or until the step is full.
    ///
    /// @return false if the history was cut off under it
    private boolean collect(long latest, List<Change> changes) {
      while (position < latest && changes.size() < STEP_CHANGES_MAX) {
        CommitRecord record = engine.history().find(position + 1);
        if (record == null) {
          return false;
        }
        for (Change change : record.changes()) {
          if (prefix.holds(change.key())) {
            changes.add(change);
          }
        }
        position++;
      }
      return true;
    }

    /// @return false if the time is over
    private boolean await(Deadline deadline) throws InterruptedException {
      lock.lockInterruptibly();
      try {
        while (engine.state().revision() == position && !ended && !closed) {
          long left = deadline.left(time).toNanos();
          if (left <= 0) {
            return false;
          }
          var _ = changed.await(left, TimeUnit.NANOSECONDS);
        }
        return true;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      if (!ended) {
        ended = true;
        watches.decrementAndGet();
        announce();
      }
    }
  }
}
