package io.bucky.api.tasks;

import io.bucky.api.tasks.Task.Permissions;
import io.bucky.krpc.Method;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Makes tasks.
public final class TaskCreateApi {
  public static final Method<Create, Created> CREATE =
      Method.of(
          TaskManager.SERVICE,
          "create_task",
          Create.class,
          Created.class,
          "Makes a task that is Pending.");

  public static final Method<CreateDownload, CreatedDownload> CREATE_DOWNLOAD =
      Method.of(
          TaskManager.SERVICE,
          "create_download_task",
          CreateDownload.class,
          CreatedDownload.class,
          "Makes a download task, or finds the one for the same object or address.");

  private TaskCreateApi() {}

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
      name = Required.member(name, "name");
      taskType = Required.member(taskType, "task_type");
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
      downloadUrl = Required.member(downloadUrl, "download_url");
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
}
