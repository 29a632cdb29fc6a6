package io.bucky.taskmanager;

/// Hears of every change of a status, after it is on disk. Called on the thread that made the
/// change; must not block. Events of one task come in order.
@FunctionalInterface
public interface TaskListener {
  void onStatus(TaskEvent event);
}
