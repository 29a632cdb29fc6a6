package io.bucky.api.tasks;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.bucky.api.tasks.Task.Status;
import io.bucky.krpc.Method;
import java.util.List;
import java.util.Optional;

/// Reads tasks, and waits for them to change.
public final class TaskQueryApi {
  public static final Method<Ref, One> GET =
      Method.of(TaskManager.SERVICE, "get_task", Ref.class, One.class, "One task.").asRepeatable();

  public static final Method<Filter, Many> LIST =
      Method.of(
              TaskManager.SERVICE,
              "list_tasks",
              Filter.class,
              Many.class,
              "The tasks that the caller may read, newest first.")
          .asRepeatable();

  public static final Method<TimeRange, Many> LIST_BY_TIME_RANGE =
      Method.of(
              TaskManager.SERVICE,
              "list_tasks_by_time_range",
              TimeRange.class,
              Many.class,
              "The tasks that were made within a time, newest first.")
          .asRepeatable();

  public static final Method<Parent, Many> SUBTASKS =
      Method.of(
              TaskManager.SERVICE,
              "get_subtasks",
              Parent.class,
              Many.class,
              "The children of a task.")
          .asRepeatable();

  public static final Method<Wait, Seen> WAIT =
      Method.of(
              TaskManager.SERVICE,
              "wait_task",
              Wait.class,
              Seen.class,
              "Answers when the task is newer than the known revision, or when the time is over.")
          .asRepeatable();

  private TaskQueryApi() {}

  public record Ref(@JsonAlias("task_id") long id) {}

  public record One(Task task) {}

  public record Many(List<Task> tasks) {
    public Many {
      tasks = List.copyOf(tasks);
    }
  }

  /// All that are given must hold.
  ///
  /// @param sourceUserId lets a device see with a user's eyes; of others only their own counts
  /// @param sourceAppId lets a device see with an app's eyes
  public record Filter(
      Optional<String> appId,
      Optional<String> taskType,
      Optional<Status> status,
      Optional<Long> parentId,
      Optional<String> rootId,
      Optional<String> sourceUserId,
      Optional<String> sourceAppId) {
    public Filter {
      appId = appId == null ? Optional.empty() : appId;
      taskType = taskType == null ? Optional.empty() : taskType;
      status = status == null ? Optional.empty() : status;
      parentId = parentId == null ? Optional.empty() : parentId;
      rootId = rootId == null ? Optional.empty() : rootId;
      sourceUserId = sourceUserId == null ? Optional.empty() : sourceUserId;
      sourceAppId = sourceAppId == null ? Optional.empty() : sourceAppId;
    }

    public static Filter all() {
      return new Filter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
  }

  /// @param startTime unix seconds, inclusive
  /// @param endTime unix seconds, inclusive
  public record TimeRange(
      long startTime,
      long endTime,
      Optional<String> appId,
      Optional<String> taskType,
      Optional<String> sourceUserId,
      Optional<String> sourceAppId) {
    public TimeRange {
      appId = appId == null ? Optional.empty() : appId;
      taskType = taskType == null ? Optional.empty() : taskType;
      sourceUserId = sourceUserId == null ? Optional.empty() : sourceUserId;
      sourceAppId = sourceAppId == null ? Optional.empty() : sourceAppId;
    }
  }

  public record Parent(long parentId) {}

  /// @param knownRevision of the answer before; 0 for an answer at once
  /// @param timeoutMs at most 12,000
  public record Wait(@JsonAlias("task_id") long id, long knownRevision, long timeoutMs) {}

  /// @param revision grows with every change of the task
  public record Seen(Task task, long revision) {}
}
