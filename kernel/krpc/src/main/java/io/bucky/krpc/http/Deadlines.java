package io.bucky.krpc.http;

import io.bucky.base.Deadline;
import io.bucky.base.Time;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Ends what takes too long: one thread looks at everything now and then and gives up what is past
/// its deadline; closing gives up all.
///
/// Any thread enters and leaves; nothing is given up after it has left.
final class Deadlines implements AutoCloseable {
  private final Set<Entry> entries = ConcurrentHashMap.newKeySet();
  private final Time time;
  private final Duration lookEvery;
  private final Thread reaper;
  private volatile boolean closed;

  private Deadlines(Time time, Duration lookEvery) {
    this.time = time;
    this.lookEvery = lookEvery;
    this.reaper = Thread.ofVirtual().name("http-deadlines").unstarted(this::look);
  }

  /// @param lookEvery how much later than its deadline something may end; each look wakes the
  ///   processor
  static Deadlines open(Time time, Duration lookEvery) {
    var opened = new Deadlines(time, lookEvery);
    opened.reaper.start();
    return opened;
  }

  /// @param giveUp short; called by another thread, and again until the entry is left or renewed
  Entry enter(Deadline deadline, Runnable giveUp) {
    var entry = new Entry(deadline, giveUp);
    entries.add(entry);
    if (closed) {
      entry.giveUp();
    }
    return entry;
  }

  /// The calling thread is interrupted when the time is over.
  Entry enterThread(Deadline deadline) {
    return enter(deadline, Thread.currentThread()::interrupt);
  }

  private void look() {
    try {
      while (true) {
        time.sleep(lookEvery);
        for (Entry entry : entries) {
          if (entry.isLate()) {
            entry.giveUp();
          }
        }
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  @Override
  public void close() {
    closed = true;
    reaper.interrupt();
    entries.forEach(Entry::giveUp);
  }

  /// Something that must end.
  final class Entry {
    private final Runnable giveUp;
    private @Nullable Deadline deadline;
    private boolean over;

    private Entry(Deadline deadline, Runnable giveUp) {
      this.deadline = deadline;
      this.giveUp = giveUp;
    }

    /// Another deadline from now on.
    synchronized void renew(Deadline next) {
      deadline = next;
    }

    /// No deadline from now on; only closing ends it.
    synchronized void forever() {
      deadline = null;
    }

    void leave() {
      entries.remove(this);
      synchronized (this) {
        over = true;
      }
    }

    /// Whether the deadline has passed; one that ended or was renewed meanwhile is not late.
    synchronized boolean isLate() {
      return deadline != null && deadline.hasPassed(time);
    }

    private synchronized void giveUp() {
      if (!over) {
        giveUp.run();
      }
    }
  }
}
