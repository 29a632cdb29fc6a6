package io.bucky.base;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/// Runs tasks on virtual threads and does not end before they do.
///
/// The first failure interrupts the others. The opening thread forks, joins and closes; leaving the
/// block without joining interrupts what still runs and waits for it.
public final class TaskScope implements AutoCloseable {
  private final String name;
  private final List<Thread> threads = new ArrayList<>();
  private final List<Future<?>> tasks = new ArrayList<>();

  /// @param name of the threads: `name-0`, `name-1`, ...
  public TaskScope(String name) {
    this.name = name;
  }

  public synchronized <T> Future<T> fork(Callable<T> task) {
    var future =
        new FutureTask<>(task) {
          @Override
          protected void setException(Throwable failure) {
            super.setException(failure);
            interruptAll();
          }
        };
    tasks.add(future);
    threads.add(Thread.ofVirtual().name(name + "-" + threads.size()).start(future));
    return future;
  }

  /// Waits for all tasks.
  ///
  /// @throws ExecutionException with the first failure, by order of forking
  public void join() throws InterruptedException, ExecutionException {
    for (Thread thread : copyOfThreads()) {
      thread.join();
    }
    for (Future<?> task : copyOfTasks()) {
      task.get();
    }
  }

  @Override
  public void close() {
    interruptAll();
    boolean interrupted = false;
    for (Thread thread : copyOfThreads()) {
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

  private void interruptAll() {
    copyOfThreads().forEach(Thread::interrupt);
  }

  private synchronized List<Thread> copyOfThreads() {
    return List.copyOf(threads);
  }

  private synchronized List<Future<?>> copyOfTasks() {
    return List.copyOf(tasks);
  }
}
