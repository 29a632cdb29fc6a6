package io.bucky.taskmanager;

import io.bucky.api.tasks.Task;
import io.bucky.api.tasks.Task.Permissions;
import io.bucky.api.tasks.Task.Status;
import io.bucky.api.tasks.TaskCreateApi.Create;
import io.bucky.api.tasks.TaskCreateApi.CreateDownload;
import io.bucky.base.Parsed;
import io.bucky.json.Json;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a new task is made of. Pure.
final class TaskMaking {
  static final int NAME_CHARS_MAX = 256;
  static final int ADDRESS_CHARS_MAX = 4_096;
  private static final int SOURCES_MAX = 64;

  private TaskMaking() {}

  /// Checks the parts that do not depend on other tasks.
  static Optional<String> wrong(Create create) {
    if (create.name().isBlank() || create.name().length() > NAME_CHARS_MAX) {
      return Optional.of("the name is empty or longer than " + NAME_CHARS_MAX + " characters");
    }
    if (create.taskType().isBlank() || create.taskType().length() > NAME_CHARS_MAX) {
      return Optional.of("task_type is empty or longer than " + NAME_CHARS_MAX + " characters");
    }
    if (create.rootId().map(String::length).orElse(0) > NAME_CHARS_MAX) {
      return Optional.of("root_id is longer than " + NAME_CHARS_MAX + " characters");
    }
    if (create.data().map(data -> data.toString().length()).orElse(0) > TaskChange.DATA_CHARS_MAX) {
      return Optional.of("the data is longer than " + TaskChange.DATA_CHARS_MAX + " characters");
    }
    return Optional.empty();
  }

  /// @param parent already found and writable
  static Task make(
      long id, Create create, String user, String app, Optional<Task> parent, long now) {
    JsonNode data = create.data().filter(value -> !value.isNull()).orElseGet(Json::object);
    String root =
        parent
            .map(Task::rootId)
            .or(create::rootId)
            .or(() -> rootIn(data))
            .filter(text -> !text.isEmpty())
            .orElse(Long.toString(id));
    return new Task(
        id,
        user,
        app,
        create.parentId(),
        root,
        create.name(),
        create.taskType(),
        Status.PENDING,
        0,
        Optional.empty(),
        data,
        create.permissions().orElse(Permissions.USUAL),
        now,
        now);
  }

  private static Optional<String> rootIn(JsonNode data) {
    JsonNode root = data.path("root_id");
    if (root.isString() && root.stringValue().length() <= NAME_CHARS_MAX) {
      return Optional.of(root.stringValue());
    }
    return root.isIntegralNumber() ? Optional.of(root.asString()) : Optional.empty();
  }

  /// What is the same download: the object, or else the address.
  static String downloadName(CreateDownload create) {
    return "download " + create.objid().orElse(create.downloadUrl());
  }

  static Parsed<Create> download(CreateDownload create) {
    if (create.downloadUrl().isBlank() || create.downloadUrl().length() > ADDRESS_CHARS_MAX) {
      return Parsed.malformed(
          "download_url is empty or longer than " + ADDRESS_CHARS_MAX + " characters");
    }
    ObjectNode data = Json.object().put("download_url", create.downloadUrl());
    create.objid().ifPresent(id -> data.put("objid", id));
    create.downloadOptions().ifPresent(options -> data.set("download_options", options));
    data.putArray("sources").add(create.downloadUrl());
    String name = downloadName(create);
    return Parsed.ok(
        new Create(
            name.length() <= NAME_CHARS_MAX
                ? name
                : name.substring(0, NAME_CHARS_MAX - 17) + "#" + Long.toHexString(hash(name)),
            "download",
            Optional.of(data),
            create.permissions(),
            create.parentId(),
            create.rootId(),
            create.priority(),
            create.userId(),
            create.appId(),
            create.appName()));
  }

  /// FNV-1a, 64 bits: tells long addresses apart in a name.
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /// The data of an existing download with one more source; empty when it is there already.
  static Optional<JsonNode> moreSources(Task task, String address) {
    ArrayNode sources =
        task.data().path("sources") instanceof ArrayNode old
            ? old.deepCopy()
            : Json.object().arrayNode();
    for (JsonNode source : sources) {
      if (source.asString("").equals(address)) {
        return Optional.empty();
      }
    }
    if (sources.size() >= SOURCES_MAX) {
      return Optional.empty();
    }
    return Optional.of(Json.object().set("sources", sources.add(address)));
  }
}
