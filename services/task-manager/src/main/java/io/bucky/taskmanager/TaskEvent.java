package io.bucky.taskmanager;

import io.bucky.api.tasks.Task;
import io.bucky.api.tasks.Task.Status;
import java.util.Optional;

/// A task has another status than before.
///
/// @param task after the change
/// @param from empty when the task is new
/// @param sourceMethod of the API, or `retention`
public record TaskEvent(Task task, Optional<Status> from, String sourceMethod) {}
