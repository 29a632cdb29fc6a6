package io.bucky.taskmanager;

import io.bucky.api.tasks.Task;
import io.bucky.api.tasks.Task.Status;
import io.bucky.api.tasks.TaskUpdateApi.Update;
import io.bucky.base.Parsed;
import io.bucky.json.Json;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a task becomes by an update. Pure.
final class TaskChange {
  static final int MESSAGE_CHARS_MAX = 4_096;
  static final int DATA_CHARS_MAX = 64 << 10;

  private TaskChange() {}

  /// @param update its id is not looked at
  /// @param now unix seconds
  /// @return the task after it, or why it must not become that
  static Parsed<Task> apply(Task task, Update update, long now) {
    Status status = update.status().orElse(task.status());
    if (task.status().isTerminal() && status != task.status()) {
      return Parsed.malformed(
          "Task " + task.id() + " is " + task.status().wire() + " and stays so");
    }
    double progress = update.progress().orElse(task.progress());
    if (!(progress >= 0 && progress <= 100)) {
      return Parsed.malformed("progress " + progress + " is not within 0 to 100");
    }
    if (update.message().map(String::length).orElse(0) > MESSAGE_CHARS_MAX) {
      return Parsed.malformed("the message is longer than " + MESSAGE_CHARS_MAX + " characters");
    }
    JsonNode data = update.data().map(patch -> merged(task.data(), patch)).orElse(task.data());
    if (update.data().isPresent() && data.toString().length() > DATA_CHARS_MAX) {
      return Parsed.malformed("the data is longer than " + DATA_CHARS_MAX + " characters");
    }
    return Parsed.ok(
        new Task(
            task.id(),
            task.userId(),
            task.appId(),
            task.parentId(),
            task.rootId(),
            task.name(),
            task.taskType(),
            status,
            progress,
            update.message().or(task::message),
            data,
            task.permissions(),
            task.createdAt(),
            Math.max(now, task.updatedAt())));
  }

  /// How many of how many, as an update.
  static Update progress(long id, double completed, double total) {
    double percent = total > 0 ? Math.clamp(100 * completed / total, 0, 100) : 0;
    ObjectNode data = Json.object();
    put(data, "completed_items", completed);
    put(data, "total_items", total);
    return new Update(
        id, Optional.empty(), Optional.of(percent), Optional.empty(), Optional.of(data));
  }

  /// Counts are whole numbers on the wire where they are whole.
  private static void put(ObjectNode data, String name, double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
      data.put(name, (long) value);
    } else {
      data.put(name, value);
    }
  }

  /// JSON merge patch, RFC 7396: a member that is `null` in the patch goes away.
  static JsonNode merged(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch;
    }
    ObjectNode result = target instanceof ObjectNode object ? object.deepCopy() : Json.object();
    for (var member : changes.properties()) {
      if (member.getValue().isNull()) {
        result.remove(member.getKey());
      } else {
        JsonNode old = result.path(member.getKey());
        result.set(member.getKey(), merged(old, member.getValue()));
      }
    }
    return result;
  }
}
