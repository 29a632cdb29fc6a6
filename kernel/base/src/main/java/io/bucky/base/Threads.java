package io.bucky.base;

import java.util.Collection;
import java.util.List;

/// The end of threads that run until they are interrupted.
public final class Threads {
  private Threads() {}

  public static void end(Thread thread) {
    end(List.of(thread));
  }

  /// Interrupts all of them and returns when they have ended. An interrupt of the caller does not
  /// cut this short; it is kept for later.
  public static void end(Collection<Thread> threads) {
    threads.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
