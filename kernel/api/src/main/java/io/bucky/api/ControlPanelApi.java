package io.bucky.api;

import io.bucky.krpc.Method;
import io.bucky.krpc.None;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The control panel: web login, apps, and the state of the zone. What the panel in the browser and
/// the command both speak.
public final class ControlPanelApi {
  public static final String SERVICE = "control-panel";

  public static final Method<LoginRequest, LoginResult> AUTH_LOGIN =
      Method.open(
          SERVICE,
          "auth.login",
          LoginRequest.class,
          LoginResult.class,
          "Logs a user in by password proof; with a redirect_url also starts a web login.");

  public static final Method<RefreshRequest, TokenPair> AUTH_REFRESH =
      Method.open(
          SERVICE,
          "auth.refresh",
          RefreshRequest.class,
          TokenPair.class,
          "Trades a refresh token for a new pair.");

  public static final Method<VerifyRequest, Boolean> AUTH_VERIFY =
      Method.open(
          SERVICE,
          "auth.verify",
          VerifyRequest.class,
          Boolean.class,
          "Whether a session token is good.");

  public static final Method<LogoutRequest, Boolean> AUTH_LOGOUT =
      Method.open(
          SERVICE,
          "auth.logout",
          LogoutRequest.class,
          Boolean.class,
          "Ends the session of a refresh token.");

  public static final Method<OpenAppRequest, OpenedApp> AUTH_OPEN_APP =
      Method.of(
          SERVICE,
          "auth.open_app",
          OpenAppRequest.class,
          OpenedApp.class,
          "Logs the caller, who is logged in at the panel, in at one of the zone's hosts.");

  public static final Method<SsoTokenRequest, SsoToken> AUTH_ISSUE_SSO_TOKEN =
      Method.open(
          SERVICE,
          "auth.issue_sso_token",
          SsoTokenRequest.class,
          SsoToken.class,
          "Logs a user in for an app that opened the login page as a popup; without a password by"
              + " the caller's session at the panel.");

  public static final Method<None, Overview> SYSTEM_OVERVIEW =
      Method.of(
          SERVICE,
          "system.overview",
          None.class,
          Overview.class,
          "Names, versions and the caller.");

  public static final Method<MetricsRequest, SystemMetrics> SYSTEM_METRICS =
      Method.of(
          SERVICE,
          "system.metrics",
          MetricsRequest.class,
          SystemMetrics.class,
          "CPU, memory, disks, network and programs, with the last ten minutes.");

  public static final Method<None, SystemStatus> SYSTEM_STATUS =
      Method.of(
          SERVICE,
          "system.status",
          None.class,
          SystemStatus.class,
          "Health of node and services, with what to do about each warning.");

  public static final Method<AppsListRequest, AppList> APPS_LIST =
      Method.of(
          SERVICE,
          "apps.list",
          AppsListRequest.class,
          AppList.class,
          "The apps that the caller may see.");

  public static final Method<AppRequest, AppDetails> APPS_DETAILS =
      Method.of(
          SERVICE, "apps.details", AppRequest.class, AppDetails.class, "Everything about one app.");

  public static final Method<InspectRequest, Inspection> APPS_INSPECT =
      Method.of(
          SERVICE,
          "apps.inspect",
          InspectRequest.class,
          Inspection.class,
          "Reads an app before it is installed: components, permissions, problems.");

  public static final Method<InstallRequest, InstallResult> APPS_INSTALL =
      Method.of(
          SERVICE,
          "apps.install",
          InstallRequest.class,
          InstallResult.class,
          "Installs an app; the task tells how it goes.");

  public static final Method<AppRequest, TaskRef> APPS_START =
      Method.of(SERVICE, "apps.start", AppRequest.class, TaskRef.class, "Starts a stopped app.");

  public static final Method<AppRequest, TaskRef> APPS_STOP =
      Method.of(
          SERVICE,
          "apps.stop",
          AppRequest.class,
          TaskRef.class,
          "Stops an app and keeps it installed.");

  public static final Method<AppRequest, TaskRef> APPS_RESTART =
      Method.of(
          SERVICE,
          "apps.restart",
          AppRequest.class,
          TaskRef.class,
          "Makes the app's containers anew.");

  public static final Method<UninstallRequest, TaskRef> APPS_UNINSTALL =
      Method.of(
          SERVICE,
          "apps.uninstall",
          UninstallRequest.class,
          TaskRef.class,
          "Removes an app, with or without its data.");

  public static final Method<AppLogsRequest, AppLogs> APPS_LOGS =
      Method.of(
          SERVICE,
          "apps.logs",
          AppLogsRequest.class,
          AppLogs.class,
          "The last lines that an app's containers wrote.");

  public static final Method<None, LogServices> LOGS_LIST =
      Method.of(
          SERVICE,
          "system.logs.list",
          None.class,
          LogServices.class,
          "The programs whose event files can be read. Admins only.");

  public static final Method<LogsQuery, LogEntries> LOGS_QUERY =
      Method.of(
          SERVICE,
          "system.logs.query",
          LogsQuery.class,
          LogEntries.class,
          "The newest event lines of one program. Admins only.");

  private ControlPanelApi() {}

  /// @param password proof: base64(sha256(stored + nonce))
  public record LoginRequest(
      String username,
      String password,
      Optional<String> appid,
      Optional<Long> loginNonce,
      Optional<String> redirectUrl) {
    public LoginRequest {
      username = username == null ? "" : username;
      password = password == null ? "" : password;
      appid = appid == null ? Optional.empty() : appid;
      loginNonce = loginNonce == null ? Optional.empty() : loginNonce;
      redirectUrl = redirectUrl == null ? Optional.empty() : redirectUrl;
    }
  }

  /// @param ssoNonce for `/sso_callback`, single use within 60 s; 0 without a redirect_url
  public record LoginResult(
      UserInfo userInfo, String sessionToken, String refreshToken, long ssoNonce) {}

  public record UserInfo(String showName, String userId, String userType, String state) {}

  public record RefreshRequest(String refreshToken) {
    public RefreshRequest {
      refreshToken = refreshToken == null ? "" : refreshToken;
    }
  }

  public record TokenPair(String sessionToken, String refreshToken) {}

  public record VerifyRequest(String sessionToken) {
    public VerifyRequest {
      sessionToken = sessionToken == null ? "" : sessionToken;
    }
  }

  public record LogoutRequest(String refreshToken) {
    public LogoutRequest {
      refreshToken = refreshToken == null ? "" : refreshToken;
    }
  }

  /// @param clientId the app that is meant; absent: the one that answers at `redirectUrl`
  /// @param redirectUrl where the browser is to end; must be inside the zone
  public record OpenAppRequest(Optional<String> clientId, String redirectUrl) {
    public OpenAppRequest {
      clientId = clientId == null ? Optional.empty() : clientId;
      redirectUrl = redirectUrl == null ? "" : redirectUrl;
    }
  }

  /// @param appId the app that answers at the redirect
  /// @param ssoNonce for `/sso_callback` of that host, single use within 60 s
  public record OpenedApp(String appId, long ssoNonce) {}

  /// @param password empty: the caller's session at the panel is the proof
  /// @param redirectUri the page that opened the popup; must be inside the zone
  public record SsoTokenRequest(
      String username,
      String password,
      Optional<Long> loginNonce,
      String clientId,
      String redirectUri) {
    public SsoTokenRequest {
      username = username == null ? "" : username;
      password = password == null ? "" : password;
      loginNonce = loginNonce == null ? Optional.empty() : loginNonce;
      clientId = clientId == null ? "" : clientId;
      redirectUri = redirectUri == null ? "" : redirectUri;
    }
  }

  /// What the popup posts to its opener.
  ///
  /// @param token text of JSON: user_name, user_id, user_type, session_token, refresh_token
  /// @param origin the only origin to post it to
  public record SsoToken(String token, String origin) {}

  public record Overview(
      String zoneHost,
      String zoneDid,
      String node,
      String os,
      String version,
      long uptimeSeconds,
      UserInfo user) {}

  /// @param lite true: no timeline
  public record MetricsRequest(boolean lite) {}

  /// @param at unix milliseconds, as in every sample
  public record SystemMetrics(
      long at,
      Cpu cpu,
      Memory memory,
      List<Disk> disks,
      Network network,
      List<Sample> timeline,
      List<Program> programs) {
    public SystemMetrics {
      disks = disks == null ? List.of() : List.copyOf(disks);
      timeline = timeline == null ? List.of() : List.copyOf(timeline);
      programs = programs == null ? List.of() : List.copyOf(programs);
    }
  }

  public record Cpu(double usagePercent, int cores, String model) {}

  /// @param zoneBytes resident memory of this zone's own programs
  public record Memory(long totalBytes, long usedBytes, long zoneBytes) {}

  public record Disk(String label, String mount, long totalBytes, long usedBytes) {}

  /// Bytes a second over all interfaces but loopback.
  public record Network(long rxPerSec, long txPerSec) {}

  public record Sample(
      long at, double cpuPercent, double memoryPercent, long rxPerSec, long txPerSec) {}

  /// @param since unix seconds of its start
  public record Program(
      String name,
      long pid,
      long rssBytes,
      double cpuPercent,
      String state,
      int restarts,
      long since) {}

  /// @param state `online`, `warning` or `critical`
  public record SystemStatus(
      String state, List<Warning> warnings, List<ServiceState> services, List<Phase> phases) {
    public SystemStatus {
      warnings = warnings == null ? List.of() : List.copyOf(warnings);
      services = services == null ? List.of() : List.copyOf(services);
      phases = phases == null ? List.of() : List.copyOf(phases);
    }
  }

  /// @param severity `warning` or `critical`
  public record Warning(String label, String message, String severity, String nextStep) {}

  /// @param status `running`, `starting` or `down`
  public record ServiceState(String name, String status, String detail) {}

  /// @param state `waiting`, `running`, `done` or `failed`
  /// @param at unix seconds; 0 while it waits
  public record Phase(String name, String state, String detail, long at) {}

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

  public record LogServices(List<LogService> services) {
    public LogServices {
      services = services == null ? List.of() : List.copyOf(services);
    }
  }

  public record LogService(String id, String label) {}

  /// @param level the least level to show
  public record LogsQuery(
      String service, Optional<Integer> lines, Optional<String> level, Optional<String> keyword) {
    public LogsQuery {
      service = service == null ? "" : service;
      lines = lines == null ? Optional.empty() : lines;
      level = level == null ? Optional.empty() : level;
      keyword = keyword == null ? Optional.empty() : keyword;
    }
  }

  public record LogEntries(List<LogEntry> entries) {
    public LogEntries {
      entries = entries == null ? List.of() : List.copyOf(entries);
    }
  }

  public record LogEntry(
      String timestamp, String level, String service, String message, String raw) {}
}
