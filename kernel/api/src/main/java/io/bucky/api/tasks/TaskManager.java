package io.bucky.api.tasks;

/// Tasks: work that takes longer than a call, with progress that people and programs can follow.
/// Methods are declared in [TaskCreateApi], [TaskQueryApi] and [TaskUpdateApi].
///
/// The caller is who the token says; a device of the zone may create for others, and read and
/// change every task. An `id` may be a number or its decimal text.
public final class TaskManager {
  public static final String SERVICE = "task-manager";

  private TaskManager() {}
}
