package io.bucky.api.tasks;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.bucky.api.tasks.Task.Status;
import io.bucky.api.tasks.TaskQueryApi.Ref;
import io.bucky.krpc.Method;
import io.bucky.krpc.None;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Changes tasks and ends them.
public final class TaskUpdateApi {
  public static final Method<Update, None> UPDATE =
      Method.of(
          TaskManager.SERVICE,
          "update_task",
          Update.class,
          None.class,
          "Changes what is given; data is merged into the old data (RFC 7396).");

  public static final Method<UpdateStatus, None> UPDATE_STATUS =
      Method.of(
          TaskManager.SERVICE,
          "update_task_status",
          UpdateStatus.class,
          None.class,
          "Changes the status; Completed, Failed and Canceled are final.");

  public static final Method<UpdateProgress, None> UPDATE_PROGRESS =
      Method.of(
          TaskManager.SERVICE,
          "update_task_progress",
          UpdateProgress.class,
          None.class,
          "Says how many of how many items are done.");

  public static final Method<UpdateError, None> UPDATE_ERROR =
      Method.of(
          TaskManager.SERVICE,
          "update_task_error",
          UpdateError.class,
          None.class,
          "Makes the task Failed, with the reason as its message.");

  public static final Method<UpdateData, None> UPDATE_DATA =
      Method.of(
          TaskManager.SERVICE,
          "update_task_data",
          UpdateData.class,
          None.class,
          "Merges data into the old data (RFC 7396).");

  public static final Method<Cancel, None> CANCEL =
      Method.of(
          TaskManager.SERVICE,
          "cancel_task",
          Cancel.class,
          None.class,
          "Makes the task Canceled, or with `recursive` every unfinished task of the same root.");

  public static final Method<Ref, None> DELETE =
      Method.of(
          TaskManager.SERVICE, "delete_task", Ref.class, None.class, "Removes a task for good.");

  private TaskUpdateApi() {}

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
      status = Required.member(status, "status");
    }
  }

  public record UpdateProgress(
      @JsonAlias("task_id") long id, double completedItems, double totalItems) {}

  public record UpdateError(@JsonAlias("task_id") long id, String errorMessage) {
    public UpdateError {
      errorMessage = Required.member(errorMessage, "error_message");
    }
  }

  public record UpdateData(@JsonAlias("task_id") long id, JsonNode data) {
    public UpdateData {
      data = data == null ? JsonNodeFactory.instance.objectNode() : data;
    }
  }

  public record Cancel(@JsonAlias("task_id") long id, boolean recursive) {}
}
