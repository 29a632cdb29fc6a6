package io.bucky.taskmanager;

import io.bucky.api.tasks.Task;

/// A task as it is on disk.
///
/// @param version of its key; grows by one with every change
record StoredTask(Task task, long version) {
  long id() {
    return task.id();
  }
}
