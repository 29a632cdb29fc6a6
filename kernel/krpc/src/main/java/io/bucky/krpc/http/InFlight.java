package io.bucky.krpc.http;

import io.bucky.base.Deadline;
import io.bucky.base.Time;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The requests that run now. One thread looks at them four times a second and interrupts those
/// past their deadline; closing interrupts all.
///
/// A request's own thread enters and leaves; an interrupt never reaches a thread that has left.
final class InFlight implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private final Set<Entry> entries = ConcurrentHashMap.newKeySet();
  private final Time time;
  private final Thread reaper;
  private volatile boolean closed;

  private InFlight(Time time) {
    this.time = time;
    this.reaper = Thread.ofVirtual().name("krpc-deadlines").unstarted(this::look);
  }

  static InFlight open(Time time) {
    var opened = new InFlight(time);
    opened.reaper.start();
    return opened;
  }

  /// The calling thread works on a request from now until the entry is left.
  Entry enter(Deadline deadline) {
    var entry = new Entry(Thread.currentThread(), deadline);
    entries.add(entry);
    if (closed) {
      entry.interrupt();
    }
    return entry;
  }

  int count() {
    return entries.size();
  }

  private void look() {
    try {
      while (true) {
        time.sleep(LOOK_EVERY);
        for (Entry entry : entries) {
          if (entry.isLate()) {
            entry.interrupt();
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
    entries.forEach(Entry::interrupt);
  }

  /// One request.
  final class Entry {
    private final Thread thread;
    private final Deadline deadline;
    private boolean streams;
    private boolean left;

    private Entry(Thread thread, Deadline deadline) {
      this.thread = thread;
      this.deadline = deadline;
    }

    /// No deadline from now on: the answer is a stream.
    synchronized void streams() {
      streams = true;
    }

    void leave() {
      entries.remove(this);
      synchronized (this) {
        left = true;
      }
    }

    private synchronized boolean isLate() {
      return !streams && deadline.hasPassed(time);
    }

    private synchronized void interrupt() {
      if (!left) {
        thread.interrupt();
      }
    }
  }
}
