package io.bucky.api.panel;

import io.bucky.api.panel.InstallApi.Permission;
import io.bucky.krpc.Method;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The apps that are installed: what they do, and what is done with them.
public final class AppsApi {
  public static final Method<AppsListRequest, AppList> LIST =
      Method.of(
          ControlPanel.SERVICE,
          "apps.list",
          AppsListRequest.class,
          AppList.class,
          "The apps that the caller may see.");

  public static final Method<AppRequest, AppDetails> DETAILS =
      Method.of(
          ControlPanel.SERVICE,
          "apps.details",
          AppRequest.class,
          AppDetails.class,
          "Everything about one app.");

  public static final Method<AppRequest, TaskRef> START =
      Method.of(
          ControlPanel.SERVICE,
          "apps.start",
          AppRequest.class,
          TaskRef.class,
          "Starts a stopped app.");

  public static final Method<AppRequest, TaskRef> STOP =
      Method.of(
          ControlPanel.SERVICE,
          "apps.stop",
          AppRequest.class,
          TaskRef.class,
          "Stops an app and keeps it installed.");

  public static final Method<AppRequest, TaskRef> RESTART =
      Method.of(
          ControlPanel.SERVICE,
          "apps.restart",
          AppRequest.class,
          TaskRef.class,
          "Makes the app's containers anew.");

  public static final Method<UninstallRequest, TaskRef> UNINSTALL =
      Method.of(
          ControlPanel.SERVICE,
          "apps.uninstall",
          UninstallRequest.class,
          TaskRef.class,
          "Removes an app, with or without its data.");

  public static final Method<AppLogsRequest, AppLogs> LOGS =
      Method.of(
          ControlPanel.SERVICE,
          "apps.logs",
          AppLogsRequest.class,
          AppLogs.class,
          "The last lines that an app's containers wrote.");

  private AppsApi() {}

  public record AppsListRequest(Optional<String> userId) {
    public AppsListRequest {
      userId = userId == null ? Optional.empty() : userId;
    }
  }

  public record AppList(int total, List<App> apps) {
    public AppList {
      apps = apps == null ? List.of() : List.copyOf(apps);
    }
  }

  /// @param state `installing`, `starting`, `running`, `stopped`, `stopping`, `failed` or
  ///   `removing`
  /// @param detail why, for a person
  /// @param hosts host names that open it
  public record App(
      String appId,
      String showName,
      String version,
      Optional<String> iconUrl,
      String description,
      String state,
      String detail,
      String ownerUserId,
      Optional<Long> taskId,
      int appIndex,
      List<String> hosts,
      Optional<String> urlPath,
      boolean allowGuest,
      List<Component> components) {
    public App {
      iconUrl = iconUrl == null ? Optional.empty() : iconUrl;
      taskId = taskId == null ? Optional.empty() : taskId;
      hosts = hosts == null ? List.of() : List.copyOf(hosts);
      urlPath = urlPath == null ? Optional.empty() : urlPath;
      components = components == null ? List.of() : List.copyOf(components);
    }
  }

  /// What follows `health` is told by `apps.details` only.
  ///
  /// @param state as the container engine says: `created`, `running`, `paused`, `restarting`,
  ///   `removing`, `exited` or `dead`; the app's where the engine says nothing
  /// @param exitCode once it ended
  /// @param startedAt unix seconds of the last start
  /// @param memoryLimitBytes absent without a limit
  /// @param cpuPercent 100 is one core
  public record Component(
      String name,
      String image,
      String state,
      Optional<String> health,
      Optional<Integer> exitCode,
      Optional<Long> startedAt,
      Optional<Long> memoryBytes,
      Optional<Long> memoryLimitBytes,
      Optional<Double> cpuPercent) {
    public Component {
      health = health == null ? Optional.empty() : health;
      exitCode = exitCode == null ? Optional.empty() : exitCode;
      startedAt = startedAt == null ? Optional.empty() : startedAt;
      memoryBytes = memoryBytes == null ? Optional.empty() : memoryBytes;
      memoryLimitBytes = memoryLimitBytes == null ? Optional.empty() : memoryLimitBytes;
      cpuPercent = cpuPercent == null ? Optional.empty() : cpuPercent;
    }

    public static Component of(String name, String image, String state, Optional<String> health) {
      return new Component(
          name,
          image,
          state,
          health,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
  }

  /// @param userId the owner; the caller unless given
  public record AppRequest(String appId, Optional<String> userId) {
    public AppRequest {
      appId = appId == null ? "" : appId;
      userId = userId == null ? Optional.empty() : userId;
    }
  }

  /// @param memoryBytes of all running components; absent while nothing is measured
  /// @param cpuPercent of all running components, 100 is one core
  public record AppDetails(
      App app,
      JsonNode spec,
      List<Permission> permissions,
      List<MountPoint> mounts,
      List<PortUse> ports,
      Optional<Long> memoryBytes,
      Optional<Double> cpuPercent) {
    public AppDetails {
      permissions = permissions == null ? List.of() : List.copyOf(permissions);
      mounts = mounts == null ? List.of() : List.copyOf(mounts);
      ports = ports == null ? List.of() : List.copyOf(ports);
      memoryBytes = memoryBytes == null ? Optional.empty() : memoryBytes;
      cpuPercent = cpuPercent == null ? Optional.empty() : cpuPercent;
    }
  }

  public record MountPoint(String component, String target, String source, boolean readOnly) {}

  public record PortUse(String name, int port, Optional<Integer> innerPort, String protocol) {
    public PortUse {
      innerPort = innerPort == null ? Optional.empty() : innerPort;
    }
  }

  public record TaskRef(long taskId) {}

  /// @param dataDisposition `retain` or `delete`; must be given
  public record UninstallRequest(String appId, Optional<String> userId, String dataDisposition) {
    public UninstallRequest {
      appId = appId == null ? "" : appId;
      userId = userId == null ? Optional.empty() : userId;
      dataDisposition = dataDisposition == null ? "" : dataDisposition;
    }
  }

  public record AppLogsRequest(
      String appId, Optional<String> userId, Optional<String> component, Optional<Integer> lines) {
    public AppLogsRequest {
      appId = appId == null ? "" : appId;
      userId = userId == null ? Optional.empty() : userId;
      component = component == null ? Optional.empty() : component;
      lines = lines == null ? Optional.empty() : lines;
    }
  }

  public record AppLogs(List<AppLogLine> entries) {
    public AppLogs {
      entries = entries == null ? List.of() : List.copyOf(entries);
    }
  }

  /// @param at unix milliseconds
  public record AppLogLine(long at, String component, String stream, String text) {}
}
