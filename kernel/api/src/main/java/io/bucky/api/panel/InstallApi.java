package io.bucky.api.panel;

import io.bucky.krpc.Method;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// How an app comes into the zone: read first, then installed with what was granted.
public final class InstallApi {
  public static final Method<InspectRequest, Inspection> INSPECT =
      Method.of(
          ControlPanel.SERVICE,
          "apps.inspect",
          InspectRequest.class,
          Inspection.class,
          "Reads an app before it is installed: components, permissions, problems.");

  public static final Method<InstallRequest, InstallResult> INSTALL =
      Method.of(
          ControlPanel.SERVICE,
          "apps.install",
          InstallRequest.class,
          InstallResult.class,
          "Installs an app; the task tells how it goes.");

  private InstallApi() {}

  /// Where an app comes from.
  ///
  /// @param kind `compose`, `image` or `app_doc`
  public record Source(
      String kind,
      Optional<String> name,
      List<SourceFile> files,
      Optional<String> image,
      Optional<Integer> port,
      SortedMap<String, String> env,
      Optional<JsonNode> appDoc) {
    public Source {
      kind = kind == null ? "" : kind;
      name = name == null ? Optional.empty() : name;
      files = files == null ? List.of() : List.copyOf(files);
      image = image == null ? Optional.empty() : image;
      port = port == null ? Optional.empty() : port;
      env = env == null ? new TreeMap<>() : env;
      appDoc = appDoc == null ? Optional.empty() : appDoc;
    }
  }

  /// @param path below the app's folder
  /// @param content base64
  public record SourceFile(String path, String content) {
    public SourceFile {
      path = path == null ? "" : path;
      content = content == null ? "" : content;
    }
  }

  public record InspectRequest(Source source) {}

  public record Inspection(
      String appId,
      String showName,
      String version,
      String description,
      Optional<String> iconUrl,
      List<ComponentDraft> components,
      Optional<MainEndpoint> main,
      List<MainEndpoint> candidates,
      List<Permission> permissions,
      List<EnvVariable> env,
      List<Unsupported> unsupported,
      List<Trouble> problems,
      boolean installable) {
    public Inspection {
      iconUrl = iconUrl == null ? Optional.empty() : iconUrl;
      components = components == null ? List.of() : List.copyOf(components);
      main = main == null ? Optional.empty() : main;
      candidates = candidates == null ? List.of() : List.copyOf(candidates);
      permissions = permissions == null ? List.of() : List.copyOf(permissions);
      env = env == null ? List.of() : List.copyOf(env);
      unsupported = unsupported == null ? List.of() : List.copyOf(unsupported);
      problems = problems == null ? List.of() : List.copyOf(problems);
    }
  }

  /// @param present the image is on this machine already
  public record ComponentDraft(String name, String image, boolean present) {}

  public record MainEndpoint(String component, int port) {}

  /// @param risk `low`, `medium`, `high` or `refused`
  /// @param byDefault given unless it is withdrawn (grant `!<id>`)
  public record Permission(
      String id,
      String kind,
      String title,
      String detail,
      String risk,
      boolean required,
      boolean byDefault) {}

  public record EnvVariable(String name, String value, boolean secret, boolean required) {}

  public record Unsupported(String path, String reason, boolean fatal) {}

  public record Trouble(String path, String message) {}

  /// @param grants ids of the permissions that were allowed
  public record InstallRequest(
      Source source,
      Optional<String> appId,
      Optional<String> userId,
      List<String> grants,
      SortedMap<String, String> env,
      Optional<MainEndpoint> main,
      boolean allowGuest,
      Optional<String> idempotencyKey) {
    public InstallRequest {
      appId = appId == null ? Optional.empty() : appId;
      userId = userId == null ? Optional.empty() : userId;
      grants = grants == null ? List.of() : List.copyOf(grants);
      env = env == null ? new TreeMap<>() : env;
      main = main == null ? Optional.empty() : main;
      idempotencyKey = idempotencyKey == null ? Optional.empty() : idempotencyKey;
    }
  }

  public record InstallResult(long taskId, String appId) {}
}
