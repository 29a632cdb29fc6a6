package io.bucky.taskmanager;

import io.bucky.api.tasks.Task;
import io.bucky.api.tasks.Task.Status;
import io.bucky.api.tasks.TaskCreateApi;
import io.bucky.api.tasks.TaskCreateApi.Create;
import io.bucky.api.tasks.TaskCreateApi.CreateDownload;
import io.bucky.api.tasks.TaskCreateApi.Created;
import io.bucky.api.tasks.TaskCreateApi.CreatedDownload;
import io.bucky.api.tasks.TaskManager;
import io.bucky.api.tasks.TaskQueryApi;
import io.bucky.api.tasks.TaskQueryApi.Ref;
import io.bucky.api.tasks.TaskUpdateApi;
import io.bucky.api.tasks.TaskUpdateApi.Cancel;
import io.bucky.api.tasks.TaskUpdateApi.Update;
import io.bucky.base.Metrics;
import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.config.ConfigStore;
import io.bucky.identity.TokenVerifier;
import io.bucky.krpc.Caller;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.None;
import io.bucky.krpc.Reply;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Answers the methods of [TaskManager]; those that change nothing through [TaskQueries].
///
/// Open it with a store of its own; `close` ends its one thread and leaves the store open.
public final class TaskManagerService implements AutoCloseable {
  static final int UNFINISHED_MAX = 20_000;

  private final TaskStore tasks;
  private final TaskWaiters waiters;
  private final TaskListener listener;
  private final Retention retention;
  private final Time time;

  private TaskManagerService(
      TaskStore tasks, TaskWaiters waiters, TaskListener listener, Retention retention, Time time) {
    this.tasks = tasks;
    this.waiters = waiters;
    this.listener = listener;
    this.retention = retention;
    this.time = time;
  }

  /// Reads all tasks and begins to remove old ones.
  ///
  /// @param store holds nothing but tasks
  /// @param listener hears of every change of a status
  public static TaskManagerService open(
      ConfigStore store, TaskListener listener, Metrics metrics, Time time)
      throws InterruptedException {
    var tasks = TaskStore.open(store);
    metrics.gauge("task_manager_tasks", tasks::count);
    return new TaskManagerService(
        tasks, new TaskWaiters(time), listener, Retention.start(tasks, time), time);
  }

  /// The methods, behind `verifier`.
  public KrpcService service(TokenVerifier verifier, Metrics metrics) {
    var queries = new TaskQueries(tasks, waiters, time);
    return KrpcService.named(TaskManager.SERVICE, verifier)
        .metrics(metrics)
        .time(time)
        .on(TaskCreateApi.CREATE, this::create)
        .on(TaskCreateApi.CREATE_DOWNLOAD, this::createDownload)
        .on(TaskQueryApi.GET, queries::get)
        .on(TaskQueryApi.LIST, queries::list)
        .on(TaskQueryApi.LIST_BY_TIME_RANGE, queries::listByTime)
        .on(TaskQueryApi.SUBTASKS, queries::children)
        .on(TaskQueryApi.WAIT, queries::await)
        .on(TaskUpdateApi.UPDATE, (caller, update) -> update(caller, update, "update_task"))
        .on(
            TaskUpdateApi.UPDATE_STATUS,
            (caller, change) ->
                update(
                    caller,
                    status(change.id(), change.status(), Optional.empty()),
                    "update_task_status"))
        .on(
            TaskUpdateApi.UPDATE_PROGRESS,
            (caller, change) ->
                update(
                    caller,
                    TaskChange.progress(change.id(), change.completedItems(), change.totalItems()),
                    "update_task_progress"))
        .on(
            TaskUpdateApi.UPDATE_ERROR,
            (caller, change) ->
                update(
                    caller,
                    status(change.id(), Status.FAILED, Optional.of(change.errorMessage())),
                    "update_task_error"))
        .on(
            TaskUpdateApi.UPDATE_DATA,
            (caller, change) ->
                update(caller, dataOnly(change.id(), change.data()), "update_task_data"))
        .on(TaskUpdateApi.CANCEL, this::cancel)
        .on(TaskUpdateApi.DELETE, this::delete)
        .build();
  }

  private Reply<Created> create(Caller caller, Create create) throws InterruptedException {
    var access = TaskAccess.of(caller);
    String user = create.userId().filter(text -> !text.isEmpty()).orElse(access.user());
    String app = create.appId().filter(text -> !text.isEmpty()).orElse(access.app());
    if (!access.device() && !(user.equals(access.user()) && app.equals(access.app()))) {
      return Reply.denied("No permission to create task for " + user + " and " + app);
    }
    Optional<String> wrong = TaskMaking.wrong(create);
    if (wrong.isPresent()) {
      return Reply.failed(wrong.get());
    }
    Optional<Task> parent = create.parentId().flatMap(tasks::find).map(StoredTask::task);
    if (create.parentId().isPresent() && parent.isEmpty()) {
      return Reply.failed(missing(create.parentId().get()));
    }
    Optional<Task> above = parent.or(() -> create.rootId().flatMap(this::taskOf));
    if (above.isPresent() && !access.mayWrite(above.get())) {
      return Reply.denied("No permission to create subtasks");
    }
    if (unfinished() >= UNFINISHED_MAX) {
      return Reply.failed("there are " + UNFINISHED_MAX + " unfinished tasks; cancel some first");
    }
    long now = time.now().getEpochSecond();
    Optional<StoredTask> stored =
        tasks.create(id -> TaskMaking.make(id, create, user, app, parent, now));
    if (stored.isEmpty()) {
      return Reply.failed("a task named '" + create.name() + "' exists");
    }
    Task task = stored.get().task();
    announce(new TaskEvent(task, Optional.empty(), "create_task"));
    return Reply.ok(new Created(task.id(), task));
  }

  private Reply<CreatedDownload> createDownload(Caller caller, CreateDownload request)
      throws InterruptedException {
    Create create;
    switch (TaskMaking.download(request)) {
      case Parsed.Malformed<Create>(var why) -> {
        return Reply.failed(why);
      }
      case Parsed.Ok<Create>(var made) -> create = made;
    }
    var access = TaskAccess.of(caller);
    String user = create.userId().orElse(access.user());
    String app = create.appId().orElse(access.app());
    Optional<StoredTask> existing = tasks.named(app, user, create.name());
    if (existing.isEmpty()) {
      return switch (create(caller, create)) {
        case Reply.Ok<Created>(var created) -> Reply.ok(new CreatedDownload(created.taskId()));
        case Reply.Refused<Created>(var problem) -> Reply.refused(problem);
      };
    }
    if (!access.mayWrite(existing.get().task())) {
      return Reply.denied("No permission to update task");
    }
    long id = existing.get().id();
    var more = TaskMaking.moreSources(existing.get().task(), request.downloadUrl());
    if (more.isPresent()) {
      var _ = write(dataOnly(id, more.get()), "create_download_task");
    }
    return Reply.ok(new CreatedDownload(id));
  }

  private static Update status(long id, Status status, Optional<String> message) {
    return new Update(id, Optional.of(status), Optional.empty(), message, Optional.empty());
  }

  private static Update dataOnly(long id, JsonNode data) {
    return new Update(id, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(data));
  }

  private Reply<None> update(Caller caller, Update update, String method)
      throws InterruptedException {
    Optional<StoredTask> task = tasks.find(update.id());
    if (task.isEmpty()) {
      return Reply.failed(missing(update.id()));
    }
    if (!TaskAccess.of(caller).mayWrite(task.get().task())) {
      return Reply.denied("No permission to update task");
    }
    return write(update, method);
  }

  private Reply<None> write(Update update, String method) throws InterruptedException {
    long now = time.now().getEpochSecond();
    return switch (tasks.change(update.id(), task -> TaskChange.apply(task, update, now))) {
      case TaskStore.Written.Missing _ -> Reply.failed(missing(update.id()));
      case TaskStore.Written.Refused(var why) -> Reply.failed(why);
      case TaskStore.Written.Done(var before, var after) -> {
        waiters.wake();
        if (before.task().status() != after.task().status()) {
          announce(new TaskEvent(after.task(), Optional.of(before.task().status()), method));
        }
        yield Reply.ok(None.NONE);
      }
    };
  }

  private Reply<None> cancel(Caller caller, Cancel cancel) throws InterruptedException {
    Optional<StoredTask> named = tasks.find(cancel.id());
    if (named.isEmpty()) {
      return Reply.failed(missing(cancel.id()));
    }
    var access = TaskAccess.of(caller);
    Task task = named.get().task();
    if (!access.mayWrite(task)) {
      return Reply.denied("No permission to cancel task");
    }
    if (!cancel.recursive()) {
      return write(status(task.id(), Status.CANCELED, Optional.empty()), "cancel_task");
    }
    List<Task> family =
        tasks.newestFirst().stream()
            .map(StoredTask::task)
            .filter(other -> other.rootId().equals(task.rootId()))
            .filter(other -> !other.status().isTerminal())
            .filter(access::mayWrite)
            .toList();
    for (Task member : family) {
      // one that ended meanwhile stays as it ended
      var _ = write(status(member.id(), Status.CANCELED, Optional.empty()), "cancel_task");
    }
    return Reply.ok(None.NONE);
  }

  private Reply<None> delete(Caller caller, Ref ref) throws InterruptedException {
    Optional<StoredTask> task = tasks.find(ref.id());
    if (task.isEmpty()) {
      return Reply.failed(missing(ref.id()));
    }
    if (!TaskAccess.of(caller).mayWrite(task.get().task())) {
      return Reply.denied("No permission to delete task");
    }
    tasks.delete(List.of(task.get()));
    waiters.wake();
    return Reply.ok(None.NONE);
  }

  private Optional<Task> taskOf(String rootId) {
    return rootId.matches("[0-9]{1,18}")
        ? tasks.find(Long.parseLong(rootId)).map(StoredTask::task)
        : Optional.empty();
  }

  private long unfinished() {
    return tasks.newestFirst().stream().filter(task -> !task.task().status().isTerminal()).count();
  }

  private void announce(TaskEvent event) {
    waiters.wake();
    listener.onStatus(event);
  }

  static String missing(long id) {
    return "Task " + id + " not found";
  }

  @Override
  public void close() {
    retention.close();
  }
}
