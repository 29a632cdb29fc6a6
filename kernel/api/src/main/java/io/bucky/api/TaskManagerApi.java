package io.bucky.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.bucky.krpc.Method;
import io.bucky.krpc.None;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Tasks: work that takes longer than a call, with progress that people and programs can follow.
///
/// The caller is who the token says; a device of the zone may create for others, and read and
/// change every task. An `id` may be a number or its decimal text.
public final class TaskManagerApi {
  public static final String SERVICE = "task-manager";

  public static final Method<Create, Created> CREATE_TASK =
      Method.of(
          SERVICE, "create_task", Create.class, Created.class, "Makes a task that is Pending.");

  public static final Method<CreateDownload, CreatedDownload> CREATE_DOWNLOAD_TASK =
      Method.of(
          SERVICE,
          "create_download_task",
          CreateDownload.class,
          CreatedDownload.class,
          "Makes a download task, or finds the one for the same object or address.");

  public static final Method<Ref, One> GET_TASK =
      Method.of(SERVICE, "get_task", Ref.class, One.class, "One task.").asRepeatable();

  public static final Method<Filter, Many> LIST_TASKS =
      Method.of(
              SERVICE,
              "list_tasks",
              Filter.class,
              Many.class,
              "The tasks that the caller may read, newest first.")
          .asRepeatable();

  public static final Method<TimeRange, Many> LIST_TASKS_BY_TIME_RANGE =
      Method.of(
              SERVICE,
              "list_tasks_by_time_range",
              TimeRange.class,
              Many.class,
              "The tasks that were made within a time, newest first.")
          .asRepeatable();

  public static final Method<Parent, Many> GET_SUBTASKS =
      Method.of(SERVICE, "get_subtasks", Parent.class, Many.class, "The children of a task.")
          .asRepeatable();

  public static final Method<Update, None> UPDATE_TASK =
      Method.of(
          SERVICE,
          "update_task",
          Update.class,
          None.class,
          "Changes what is given; data is merged into the old data (RFC 7396).");

  public static final Method<UpdateStatus, None> UPDATE_TASK_STATUS =
      Method.of(
          SERVICE,
          "update_task_status",
          UpdateStatus.class,
          None.class,
          "Changes the status; Completed, Failed and Canceled are final.");

  public static final Method<UpdateProgress, None> UPDATE_TASK_PROGRESS =
      Method.of(
          SERVICE,
          "update_task_progress",
          UpdateProgress.class,
          None.class,
          "Says how many of how many items are done.");

  public static final Method<UpdateError, None> UPDATE_TASK_ERROR =
      Method.of(
          SERVICE,
          "update_task_error",
          UpdateError.class,
          None.class,
          "Makes the task Failed, with the reason as its message.");

  public static final Method<UpdateData, None> UPDATE_TASK_DATA =
      Method.of(
          SERVICE,
          "update_task_data",
          UpdateData.class,
          None.class,
          "Merges data into the old data (RFC 7396).");

  public static final Method<Cancel, None> CANCEL_TASK =
      Method.of(
          SERVICE,
          "cancel_task",
          Cancel.class,
          None.class,
          "Makes the task Canceled, or with `recursive` every unfinished task of the same root.");

  public static final Method<Ref, None> DELETE_TASK =
      Method.of(SERVICE, "delete_task", Ref.class, None.class, "Removes a task for good.");

  public static final Method<Wait, Seen> WAIT_TASK =
      Method.of(
              SERVICE,
              "wait_task",
              Wait.class,
              Seen.class,
              "Answers when the task is newer than the known revision, or when the time is over.")
          .asRepeatable();

  private TaskManagerApi() {}

  /// How far a task is.
  public enum Status {
    PENDING("Pending", false),
    RUNNING("Running", false),
    PAUSED("Paused", false),
    COMPLETED("Completed", true),
    FAILED("Failed", true),
    CANCELED("Canceled", true),
    WAITING_FOR_APPROVAL("WaitingForApproval", false);

    private final String wire;
    private final boolean terminal;

    Status(String wire, boolean terminal) {
      this.wire = wire;
      this.terminal = terminal;
    }

    @JsonValue
    public String wire() {
      return wire;
    }

    /// Whether it is final.
    public boolean isTerminal() {
      return terminal;
    }

    @JsonCreator
    static Status fromWire(String text) {
      for (Status status : values()) {
        if (status.wire.equals(text)) {
          return status;
        }
      }
      throw new IllegalArgumentException("no task status is called '" + text + "'");
    }
  }

  /// Who may do something with a task.
  public enum Scope {
    /// The same user through the same app.
    PRIVATE("Private"),
    /// The same user.
    USER("User"),
    /// The apps `kernel` and `system`.
    SYSTEM("System");

    private final String wire;

    Scope(String wire) {
      this.wire = wire;
    }

    @JsonValue
    public String wire() {
      return wire;
    }

    @JsonCreator
    static Scope fromWire(String text) {
      for (Scope scope : values()) {
        if (scope.wire.equals(text)) {
          return scope;
        }
      }
      throw new IllegalArgumentException("no task scope is called '" + text + "'");
    }
  }

  public record Permissions(Scope read, Scope write) {
    public static final Permissions USUAL = new Permissions(Scope.USER, Scope.PRIVATE);

    public Permissions {
      read = read == null ? Scope.USER : read;
      write = write == null ? Scope.PRIVATE : write;
    }
  }

  /// A task. Every member is always there; absent ones are `null`.
  ///
  /// @param rootId decimal text of the topmost task's id, or a group's name
  /// @param progress 0 to 100
  /// @param message for a person
  /// @param data what the creator keeps in it; a JSON object
  /// @param createdAt unix seconds
  /// @param updatedAt unix seconds
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Task(
      long id,
      String userId,
      String appId,
      Optional<Long> parentId,
      String rootId,
      String name,
      String taskType,
      Status status,
      double progress,
      Optional<String> message,
      JsonNode data,
      Permissions permissions,
      long createdAt,
      long updatedAt) {
    public Task {
      parentId = parentId == null ? Optional.empty() : parentId;
      message = message == null ? Optional.empty() : message;
    }
  }

  /// @param permissions read User and write Private unless given
  /// @param parentId its root becomes the task's
  /// @param priority accepted and not used
  /// @param userId the caller's, unless a device creates for somebody
  /// @param appId the caller's, unless a device creates for somebody
  public record Create(
      String name,
      String taskType,
      Optional<JsonNode> data,
      Optional<Permissions> permissions,
      Optional<Long> parentId,
      Optional<String> rootId,
      Optional<Integer> priority,
      Optional<String> userId,
      Optional<String> appId,
      Optional<String> appName) {
    public Create {
      name = required(name, "name");
      taskType = required(taskType, "task_type");
      data = data == null ? Optional.empty() : data;
      permissions = permissions == null ? Optional.empty() : permissions;
      parentId = parentId == null ? Optional.empty() : parentId;
      rootId = rootId == null ? Optional.empty() : rootId;
      priority = priority == null ? Optional.empty() : priority;
      userId = userId == null ? Optional.empty() : userId;
      appId = appId == null ? Optional.empty() : appId;
      appName = appName == null ? Optional.empty() : appName;
    }

    /// A task for a user and an app, with the usual permissions.
    public static Create of(
        String name, String taskType, String userId, String appId, JsonNode data) {
      return new Create(
          name,
          taskType,
          Optional.of(data),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(userId),
          Optional.of(appId),
          Optional.empty());
    }
  }

  public record Created(long taskId, Task task) {}

  /// @param objid the object to fetch; tasks for the same one are the same
  /// @param downloadOptions kept in the task's data
  public record CreateDownload(
      String downloadUrl,
      Optional<String> objid,
      Optional<JsonNode> downloadOptions,
      Optional<Long> parentId,
      Optional<Permissions> permissions,
      Optional<String> rootId,
      Optional<Integer> priority,
      Optional<String> userId,
      Optional<String> appId,
      Optional<String> appName) {
    public CreateDownload {
      downloadUrl = required(downloadUrl, "download_url");
      objid = objid == null ? Optional.empty() : objid;
      downloadOptions = downloadOptions == null ? Optional.empty() : downloadOptions;
      parentId = parentId == null ? Optional.empty() : parentId;
      permissions = permissions == null ? Optional.empty() : permissions;
      rootId = rootId == null ? Optional.empty() : rootId;
      priority = priority == null ? Optional.empty() : priority;
      userId = userId == null ? Optional.empty() : userId;
      appId = appId == null ? Optional.empty() : appId;
      appName = appName == null ? Optional.empty() : appName;
    }
  }

  public record CreatedDownload(long taskId) {}

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

  /// @param progress 0 to 100
  public record Update(
      @JsonAlias("task_id") long id,
      Optional<Status> status,
      Optional<Double> progress,
      Optional<String> message,
      Optional<JsonNode> data) {
    public Update {
      status = status == null ? Optional.empty() : status;
      progress = progress == null ? Optional.empty() : progress;
      message = message == null ? Optional.empty() : message;
      data = data == null ? Optional.empty() : data;
    }

    /// What long work says while it goes on.
    public static Update running(long id, double progress, String message) {
      return new Update(
          id,
          Optional.of(Status.RUNNING),
          Optional.of(progress),
          Optional.of(message),
          Optional.empty());
    }
  }

  public record UpdateStatus(@JsonAlias("task_id") long id, Status status) {
    public UpdateStatus {
      status = required(status, "status");
    }
  }

  public record UpdateProgress(
      @JsonAlias("task_id") long id, double completedItems, double totalItems) {}

  public record UpdateError(@JsonAlias("task_id") long id, String errorMessage) {
    public UpdateError {
      errorMessage = required(errorMessage, "error_message");
    }
  }

  public record UpdateData(@JsonAlias("task_id") long id, JsonNode data) {
    public UpdateData {
      data = data == null ? JsonNodeFactory.instance.objectNode() : data;
    }
  }

  public record Cancel(@JsonAlias("task_id") long id, boolean recursive) {}

  /// @param knownRevision of the answer before; 0 for an answer at once
  /// @param timeoutMs at most 12,000
  public record Wait(@JsonAlias("task_id") long id, long knownRevision, long timeoutMs) {}

  /// @param revision grows with every change of the task
  public record Seen(Task task, long revision) {}

  private static <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }
}
