package io.bucky.taskmanager;

import io.bucky.base.Deadline;
import io.bucky.base.Time;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Lets callers wait until something about tasks is new. Any thread.
final class TaskWaiters {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Time time;

  TaskWaiters(Time time) {
    this.time = time;
  }

  /// Tasks have changed.
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Asks `look` now and after every change, until it has something or the time is over.
  ///
  /// @param look short and without I/O
  <T> Optional<T> await(Supplier<Optional<T>> look, Deadline deadline) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        Optional<T> found = look.get();
        long left = deadline.left(time).toNanos();
        if (found.isPresent() || left == 0) {
          return found;
        }
        var _ = changed.await(left, TimeUnit.NANOSECONDS);
      }
    } finally {
      lock.unlock();
    }
  }
}
