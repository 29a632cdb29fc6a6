package io.bucky.api;

import io.bucky.krpc.Method;
import io.bucky.krpc.None;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The node daemon's methods on its local socket `run/node.sock`. No token: the socket answers only
/// the user who runs the daemon, and root.
public final class NodeApi {
  public static final String SERVICE = "node";

  public static final Method<None, Status> STATUS =
      Method.open(
          SERVICE, "node.status", None.class, Status.class, "What this node is doing, and why.");

  public static final Method<ActivateRequest, Activated> ACTIVATE =
      Method.open(
          SERVICE,
          "node.activate",
          ActivateRequest.class,
          Activated.class,
          "Makes this machine the first node of a new zone.");

  public static final Method<None, None> REVIVE =
      Method.open(
          SERVICE,
          "node.revive",
          None.class,
          None.class,
          "Starts at once the programs that wait for their next start or were given up.");

  public static final Method<StopRequest, None> STOP =
      Method.open(
          SERVICE,
          "node.stop",
          StopRequest.class,
          None.class,
          "Ends every program of this node, the daemon last.");

  public static final Method<AppLogsRequest, AppLogs> APP_LOGS =
      Method.open(
          SERVICE,
          "node.app_logs",
          AppLogsRequest.class,
          AppLogs.class,
          "The last lines that an app's containers wrote.");

  public static final Method<AppUsageRequest, AppUsage> APP_USAGE =
      Method.open(
          SERVICE,
          "node.app_usage",
          AppUsageRequest.class,
          AppUsage.class,
          "How each container of an app is and what it takes, measured now.");

  public static final Method<None, Engine> ENGINE =
      Method.open(
          SERVICE, "node.engine", None.class, Engine.class, "The container engine of this node.");

  public static final Method<CallRequest, JsonNode> CALL =
      Method.open(
          SERVICE,
          "node.call",
          CallRequest.class,
          JsonNode.class,
          "Forwards a call to a service of the zone in the name of this device.");

  public static final Method<None, Token> TOKEN =
      Method.open(
          SERVICE,
          "node.token",
          None.class,
          Token.class,
          "A token in the name of this device for the command, good for twenty minutes: for streams,"
              + " which `node.call` does not carry.");

  public static final Method<None, Doctor> DOCTOR =
      Method.open(
          SERVICE,
          "node.doctor",
          None.class,
          Doctor.class,
          "Checks what this node needs from the machine.");

  private NodeApi() {}

  /// @param version of the program
  /// @param root the data folder
  /// @param phase `inactive`, `booting`, `ready`, `degraded` or `stopping`
  /// @param phases the steps of booting, in order
  /// @param warnings what is wrong now and what to do, for a person; empty when all is well
  /// @param activation while inactive
  /// @param zone once activated
  /// @param programs the daemon itself and its children
  /// @param apps instances that this node was told to run, or runs
  public record Status(
      String version,
      String root,
      String phase,
      List<Phase> phases,
      List<Warning> warnings,
      Optional<Activation> activation,
      Optional<Zone> zone,
      List<Program> programs,
      Engine engine,
      List<App> apps) {}

  /// @param state `waiting`, `running`, `done` or `failed`
  /// @param detail what it waits for or what went wrong; may be empty
  /// @param nextStep what a person can do; empty when nothing is to be done
  /// @param at unix milliseconds of the last change of `state`
  public record Phase(String name, String state, String detail, String nextStep, long at) {}

  /// @param severity `warning` or `critical`
  public record Warning(String label, String message, String severity, String nextStep) {}

  /// @param url opens the wizard; carries the one-time code
  public record Activation(String url, String code) {}

  /// @param host `home.localhost`
  /// @param aliases other host names of the zone: `<machine>.local`
  /// @param url the panel, plain
  /// @param httpsUrl the panel, TLS
  /// @param owner name of the zone's owner
  /// @param node short name of this device
  public record Zone(
      String host,
      List<String> aliases,
      String did,
      String url,
      String httpsUrl,
      String owner,
      String node) {}

  /// @param state `starting`, `running`, `silent` (runs but does not answer), `waiting` (to
  ///   restart), `failed` (given up, or it cannot be supervised) or `stopped`
  /// @param pid 0 while there is no process
  /// @param since unix milliseconds of the start
  /// @param detail why it is not running; may be empty
  public record Program(
      String name,
      long pid,
      String state,
      int restarts,
      long rssBytes,
      long since,
      String detail) {}

  /// @param detail why there is none and what to install; may be empty
  public record Engine(boolean available, String name, String version, String detail) {}

  /// @param instance `<app>@<user>@<node>`
  /// @param state `started`, `stopped`, `exited`, `deploying` or `notexist`
  /// @param detail progress or what went wrong; may be empty
  public record App(String instance, String state, String target, String detail) {}

  /// @param zoneName a bare label (`home`, becomes `home.localhost`) or a domain
  /// @param userName of the owner; lower case is made of it
  /// @param passwordHash `base64(sha256(password + user name + ".buckyos"))`
  /// @param showName how the owner is addressed
  /// @param code the one-time code; not needed on the local socket
  /// @param recoveryPhrase a phrase of twelve words to make the owner key from, when the owner
  ///   already has one; otherwise a new one is made
  public record ActivateRequest(
      String zoneName,
      String userName,
      String passwordHash,
      Optional<String> showName,
      Optional<String> code,
      Optional<String> recoveryPhrase) {
    public ActivateRequest {
      showName = showName == null ? Optional.empty() : showName;
      code = code == null ? Optional.empty() : code;
      recoveryPhrase = recoveryPhrase == null ? Optional.empty() : recoveryPhrase;
    }

    @Override
    public String toString() {
      return "ActivateRequest[" + zoneName + ", " + userName + "]";
    }
  }

  /// @param recoveryPhrase twelve words, given once and stored nowhere
  public record Activated(
      String zoneHost, String zoneDid, String zoneUrl, String userName, String recoveryPhrase) {
    @Override
    public String toString() {
      return "Activated[" + zoneHost + ", " + userName + "]";
    }
  }

  /// @param apps true: stop the apps' containers too; otherwise they go on serving
  public record StopRequest(boolean apps) {}

  /// @param appId the app's name
  /// @param userId whose app; the zone's owner when absent
  /// @param component one container of a compose app; all when absent
  /// @param lines 200 when absent, at most 5,000
  public record AppLogsRequest(
      String appId, Optional<String> userId, Optional<String> component, Optional<Integer> lines) {
    public AppLogsRequest {
      userId = userId == null ? Optional.empty() : userId;
      component = component == null ? Optional.empty() : component;
      lines = lines == null ? Optional.empty() : lines;
    }
  }

  public record AppLogs(List<LogLine> entries) {}

  /// @param at RFC 3339
  /// @param stream `stdout` or `stderr`
  public record LogLine(String at, String component, String stream, String text) {}

  /// @param appId the app's name
  /// @param userId whose app; the zone's owner when absent
  public record AppUsageRequest(String appId, Optional<String> userId) {
    public AppUsageRequest {
      userId = userId == null ? Optional.empty() : userId;
    }
  }

  public record AppUsage(List<ContainerUsage> containers) {
    public AppUsage {
      containers = containers == null ? List.of() : List.copyOf(containers);
    }
  }

  /// @param state `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`
  /// @param health `healthy`, `unhealthy` or `starting`; absent without a check
  /// @param exitCode once it ended
  /// @param startedAt unix seconds of the last start
  /// @param memoryLimitBytes absent without a limit
  /// @param cpuPercent 100 is one core
  public record ContainerUsage(
      String component,
      String state,
      Optional<String> health,
      Optional<Integer> exitCode,
      Optional<Long> startedAt,
      Optional<Long> memoryBytes,
      Optional<Long> memoryLimitBytes,
      Optional<Double> cpuPercent) {
    public ContainerUsage {
      health = health == null ? Optional.empty() : health;
      exitCode = exitCode == null ? Optional.empty() : exitCode;
      startedAt = startedAt == null ? Optional.empty() : startedAt;
      memoryBytes = memoryBytes == null ? Optional.empty() : memoryBytes;
      memoryLimitBytes = memoryLimitBytes == null ? Optional.empty() : memoryLimitBytes;
      cpuPercent = cpuPercent == null ? Optional.empty() : cpuPercent;
    }
  }

  /// @param service `system_config`, `control-panel`, ...
  public record CallRequest(String service, String method, JsonNode params) {}

  /// @param token subject the device, app `buckycli`
  /// @param systemConfigUrl base address of system config, `http://127.0.0.1:3200`
  public record Token(String token, String systemConfigUrl) {
    @Override
    public String toString() {
      return "Token[..., " + systemConfigUrl + "]";
    }
  }

  public record Doctor(List<Check> checks) {}

  /// @param state `ok`, `warn` or `fail`
  /// @param what one sentence
  /// @param nextStep what to do; empty when all is well
  public record Check(String name, String state, String what, String nextStep) {}
}
