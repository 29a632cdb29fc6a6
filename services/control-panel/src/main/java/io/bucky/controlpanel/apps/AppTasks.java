package io.bucky.controlpanel.apps;

import io.bucky.api.tasks.Task;
import io.bucky.api.tasks.Task.Status;
import io.bucky.api.tasks.TaskCreateApi;
import io.bucky.api.tasks.TaskCreateApi.Create;
import io.bucky.api.tasks.TaskCreateApi.Created;
import io.bucky.api.tasks.TaskQueryApi;
import io.bucky.api.tasks.TaskQueryApi.Filter;
import io.bucky.api.tasks.TaskQueryApi.Many;
import io.bucky.api.tasks.TaskUpdateApi;
import io.bucky.api.tasks.TaskUpdateApi.Update;
import io.bucky.base.Parsed;
import io.bucky.json.Json;
import io.bucky.krpc.Answer;
import io.bucky.krpc.KrpcCaller;
import io.bucky.krpc.None;
import io.bucky.krpc.Problem;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The tasks of app changes, at task manager. Any thread.
final class AppTasks {
  static final String APP = "control-panel";

  private final KrpcCaller zone;

  /// @param zone calls task manager in the name of this device
  AppTasks(KrpcCaller zone) {
    this.zone = zone;
  }

  /// What a change does to an app.
  enum Kind {
    INSTALL("app.install", "Install"),
    START("app.start", "Start"),
    STOP("app.stop", "Stop"),
    RESTART("app.restart", "Restart"),
    UNINSTALL("app.uninstall", "Remove");

    private final String type;
    private final String verb;

    Kind(String type, String verb) {
      this.type = type;
      this.verb = verb;
    }

    String type() {
      return type;
    }

    static Optional<Kind> ofType(String type) {
      for (Kind kind : values()) {
        if (kind.type.equals(type)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  /// Makes a task in the name of the app's owner.
  ///
  /// @param unique tells this change from all others of its kind
  Parsed<Task> create(Kind kind, String app, String owner, String unique, ObjectNode more)
      throws InterruptedException {
    ObjectNode data = more.deepCopy();
    data.put("app_id", app).put("user_id", owner);
    String name = "%s %s (%s)".formatted(kind.verb, app, unique);
    return switch (zone.call(TaskCreateApi.CREATE, Create.of(name, kind.type, owner, APP, data))) {
      case Answer.Ok<Created>(var created) -> Parsed.ok(created.task());
      case Answer.Refused<Created>(var problem) -> Parsed.malformed(problem.wire());
      case Answer.Unreachable<Created>(var why) ->
          Parsed.malformed("task manager does not answer: " + why);
    };
  }

  /// All tasks of app changes; empty when task manager does not answer.
  Optional<List<Task>> list() throws InterruptedException {
    var all = Filter.all();
    var ours =
        new Filter(
            Optional.of(APP),
            all.taskType(),
            all.status(),
            all.parentId(),
            all.rootId(),
            all.sourceUserId(),
            all.sourceAppId());
    return zone.call(TaskQueryApi.LIST, ours) instanceof Answer.Ok<Many>(var many)
        ? Optional.of(
            many.tasks().stream().filter(it -> Kind.ofType(it.taskType()).isPresent()).toList())
        : Optional.empty();
  }

  /// Ends a task.
  ///
  /// @return false when task manager did not answer, or cannot write for now: try again
  boolean finish(long id, Status status, String message) throws InterruptedException {
    var update =
        new Update(
            id,
            Optional.of(status),
            status == Status.COMPLETED ? Optional.of(100.0) : Optional.empty(),
            Optional.of(message),
            Optional.empty());
    return switch (zone.call(TaskUpdateApi.UPDATE, update)) {
      case Answer.Ok<None> _ -> true;
      case Answer.Refused<None>(var problem) -> !(problem instanceof Problem.ServiceUnavailable);
      case Answer.Unreachable<None> _ -> false;
    };
  }

  /// The data members that every task of a change has.
  static String member(Task task, String name) {
    return task.data().path(name).asString("");
  }

  static ObjectNode noData() {
    return Json.object();
  }
}
