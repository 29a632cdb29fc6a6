package io.bucky.taskmanager;

import io.bucky.api.tasks.Task;
import io.bucky.api.tasks.TaskQueryApi;
import io.bucky.api.tasks.TaskQueryApi.Many;
import io.bucky.api.tasks.TaskQueryApi.One;
import io.bucky.api.tasks.TaskQueryApi.Ref;
import io.bucky.api.tasks.TaskQueryApi.Seen;
import io.bucky.api.tasks.TaskQueryApi.Wait;
import io.bucky.base.Deadline;
import io.bucky.base.Time;
import io.bucky.krpc.Caller;
import io.bucky.krpc.Reply;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/// Answers what a caller may know of tasks; changes none. Any thread.
final class TaskQueries {
  static final Duration WAIT_MAX = Duration.ofSeconds(12);

  private final TaskStore tasks;
  private final TaskWaiters waiters;
  private final Time time;

  TaskQueries(TaskStore tasks, TaskWaiters waiters, Time time) {
    this.tasks = tasks;
    this.waiters = waiters;
    this.time = time;
  }

  Reply<One> get(Caller caller, Ref ref) {
    Optional<Task> task = tasks.find(ref.id()).map(StoredTask::task);
    if (task.isEmpty()) {
      return Reply.failed(TaskManagerService.missing(ref.id()));
    }
    return TaskAccess.of(caller).mayRead(task.get())
        ? Reply.ok(new One(task.get()))
        : Reply.denied("No permission to read task");
  }

  Reply<Many> list(Caller caller, TaskQueryApi.Filter filter) {
    var access = TaskAccess.of(caller).seenBy(filter.sourceUserId(), filter.sourceAppId());
    return list(access, task -> matches(task, filter));
  }

  Reply<Many> listByTime(Caller caller, TaskQueryApi.TimeRange range) {
    var access = TaskAccess.of(caller).seenBy(range.sourceUserId(), range.sourceAppId());
    return list(access, task -> matches(task, range));
  }

  Reply<Many> children(Caller caller, TaskQueryApi.Parent parent) {
    return list(
        TaskAccess.of(caller),
        task -> task.parentId().filter(id -> id == parent.parentId()).isPresent());
  }

  Reply<Seen> await(Caller caller, Wait wait) throws InterruptedException {
    var access = TaskAccess.of(caller);
    Duration atMost = Duration.ofMillis(Math.clamp(wait.timeoutMs(), 0, WAIT_MAX.toMillis()));
    Optional<Optional<StoredTask>> news =
        waiters.await(
            () ->
                Optional.of(tasks.find(wait.id()))
                    .filter(
                        task -> task.map(StoredTask::version).orElse(-1L) != wait.knownRevision()),
            Deadline.in(atMost, time));
    Optional<StoredTask> task = news.orElseGet(() -> tasks.find(wait.id()));
    if (task.isEmpty()) {
      return Reply.failed(TaskManagerService.missing(wait.id()));
    }
    return access.mayRead(task.get().task())
        ? Reply.ok(new Seen(task.get().task(), task.get().version()))
        : Reply.denied("No permission to read task");
  }

  private Reply<Many> list(TaskAccess access, Predicate<Task> wanted) {
    return Reply.ok(
        new Many(
            tasks.newestFirst().stream()
                .map(StoredTask::task)
                .filter(wanted)
                .filter(access::mayRead)
                .toList()));
  }

  private static boolean matches(Task task, TaskQueryApi.Filter filter) {
    return filter.appId().map(task.appId()::equals).orElse(true)
        && filter.taskType().map(task.taskType()::equals).orElse(true)
        && filter.status().map(status -> status == task.status()).orElse(true)
        && filter.parentId().map(id -> task.parentId().equals(Optional.of(id))).orElse(true)
        && filter.rootId().map(task.rootId()::equals).orElse(true);
  }

  private static boolean matches(Task task, TaskQueryApi.TimeRange range) {
    return task.createdAt() >= range.startTime()
        && task.createdAt() <= range.endTime()
        && range.appId().map(task.appId()::equals).orElse(true)
        && range.taskType().map(task.taskType()::equals).orElse(true);
  }
}
