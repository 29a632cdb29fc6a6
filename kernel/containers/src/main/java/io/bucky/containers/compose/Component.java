package io.bucky.containers.compose;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// One container of an app: a compose `service`.
///
/// @param restart what the file asks of the supervisor
/// @param networks network name to the aliases there; empty: the network `default`
public record Component(
    String name,
    String image,
    Run run,
    List<Port> ports,
    List<Integer> expose,
    List<Mount> mounts,
    List<Dependency> dependsOn,
    Optional<Healthcheck> healthcheck,
    Restart restart,
    SortedMap<String, List<String>> networks,
    SortedMap<String, String> labels,
    Hardening hardening,
    Limits limits) {
  public Component {
    ports = list(ports);
    expose = list(expose);
    mounts = list(mounts);
    dependsOn = list(dependsOn);
    healthcheck = optional(healthcheck);
    restart = restart == null ? new Restart(RestartPolicyName.NO, Optional.empty()) : restart;
    networks = map(networks);
    labels = map(labels);
    run = run == null ? Run.plain(new TreeMap<>()) : run;
    hardening = hardening == null ? Hardening.none() : hardening;
    limits = limits == null ? Limits.none() : limits;
  }

  /// A component that is an image and its environment, the rest as the image says.
  public static Component ofImage(
      String name,
      String image,
      List<Port> ports,
      List<Mount> mounts,
      SortedMap<String, String> environment) {
    return new Component(
        name,
        image,
        Run.plain(environment),
        ports,
        List.of(),
        mounts,
        List.of(),
        Optional.empty(),
        new Restart(RestartPolicyName.ALWAYS, Optional.empty()),
        new TreeMap<>(),
        new TreeMap<>(),
        Hardening.none(),
        Limits.none());
  }

  /// What runs, and as whom. An absent part is the image's own.
  public record Run(
      Optional<List<String>> entrypoint,
      Optional<List<String>> command,
      SortedMap<String, String> environment,
      Optional<String> user,
      Optional<String> workingDir,
      Optional<String> hostname,
      boolean init,
      boolean tty,
      boolean stdin,
      Optional<String> stopSignal,
      Optional<Integer> stopGraceSeconds,
      List<String> extraHosts) {
    public Run {
      entrypoint = optional(entrypoint);
      command = optional(command);
      environment = map(environment);
      user = optional(user);
      workingDir = optional(workingDir);
      hostname = optional(hostname);
      stopSignal = optional(stopSignal);
      stopGraceSeconds = optional(stopGraceSeconds);
      extraHosts = list(extraHosts);
    }

    static Run plain(SortedMap<String, String> environment) {
      return new Run(
          Optional.empty(),
          Optional.empty(),
          environment,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          false,
          false,
          Optional.empty(),
          Optional.empty(),
          List.of());
    }
  }

  /// @param container port inside
  /// @param host port of the machine that the file publishes; absent: any
  /// @param protocol `tcp` or `udp`
  /// @param local true: published on loopback only, so nobody outside the machine loses it
  public record Port(int container, Optional<Integer> host, String protocol, boolean local) {
    public Port {
      host = optional(host);
      protocol = protocol == null ? "tcp" : protocol;
    }
  }

  /// What a mount shows inside the container.
  public enum Source {
    /// A named volume: `source` is its name. Starts with what the image has there.
    @JsonProperty("volume")
    VOLUME,
    /// A folder or file of the app's data: `source` is its relative path. Starts with what the
    /// package has there.
    @JsonProperty("data")
    DATA,
    /// A file or folder of the package, read-only: `source` is its relative path.
    @JsonProperty("package")
    PACKAGE,
    /// A small read-only file with the text `source`.
    @JsonProperty("content")
    CONTENT,
    /// A path of the machine, by grant; without it an empty folder of the app's data.
    @JsonProperty("host")
    HOST,
    /// Memory: `source` is its size in bytes, or empty.
    @JsonProperty("tmpfs")
    TMPFS
  }

  /// @param target absolute path inside the container
  public record Mount(Source kind, String source, String target, boolean readOnly) {
    public Mount {
      source = source == null ? "" : source;
    }
  }

  /// What must be true of another component before this one starts.
  public enum Condition {
    @JsonProperty("service_started")
    STARTED,
    @JsonProperty("service_healthy")
    HEALTHY,
    @JsonProperty("service_completed_successfully")
    COMPLETED
  }

  /// @param required false: go on when the other one is not there
  public record Dependency(String component, Condition condition, boolean required) {}

  /// As the engine wants it. An absent time is the engine's own.
  ///
  /// @param test `["CMD", ...]`, `["CMD-SHELL", text]` or `["NONE"]`
  public record Healthcheck(
      List<String> test,
      Optional<Long> intervalMillis,
      Optional<Long> timeoutMillis,
      Optional<Long> startPeriodMillis,
      Optional<Integer> retries) {
    public Healthcheck {
      test = list(test);
      intervalMillis = optional(intervalMillis);
      timeoutMillis = optional(timeoutMillis);
      startPeriodMillis = optional(startPeriodMillis);
      retries = optional(retries);
    }
  }

  public enum RestartPolicyName {
    @JsonProperty("no")
    NO,
    @JsonProperty("on-failure")
    ON_FAILURE,
    @JsonProperty("always")
    ALWAYS
  }

  /// @param most attempts, for `on-failure`
  public record Restart(RestartPolicyName policy, Optional<Integer> most) {
    public Restart {
      most = optional(most);
    }
  }

  /// @param host path below `/dev`
  public record Device(String host, String container, String access) {}

  /// What the container may do beyond, or less than, the default.
  ///
  /// @param refused what the file asks for and nobody can grant: `privileged`, `docker-socket`,
  ///   `host-network`, `host-pid`, `host-ipc`, `host-root`, `capability:ALL`, ...
  public record Hardening(
      boolean readOnly,
      List<String> capAdd,
      List<String> capDrop,
      List<String> securityOpt,
      List<Device> devices,
      List<String> groupAdd,
      SortedMap<String, String> sysctls,
      List<String> refused) {
    public Hardening {
      capAdd = list(capAdd);
      capDrop = list(capDrop);
      securityOpt = list(securityOpt);
      devices = list(devices);
      groupAdd = list(groupAdd);
      sysctls = map(sysctls);
      refused = list(refused);
    }

    static Hardening none() {
      return new Hardening(
          false, List.of(), List.of(), List.of(), List.of(), List.of(), new TreeMap<>(), List.of());
    }
  }

  public record Ulimit(long soft, long hard) {}

  /// An absent limit is the app's own.
  public record Limits(
      Optional<Long> memoryBytes,
      Optional<Double> cpus,
      Optional<Integer> pids,
      Optional<Long> shmBytes,
      SortedMap<String, Ulimit> ulimits) {
    public Limits {
      memoryBytes = optional(memoryBytes);
      cpus = optional(cpus);
      pids = optional(pids);
      shmBytes = optional(shmBytes);
      ulimits = map(ulimits);
    }

    static Limits none() {
      return new Limits(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), new TreeMap<>());
    }
  }

  private static <T> Optional<T> optional(Optional<T> value) {
    return value == null ? Optional.empty() : value;
  }

  private static <T> List<T> list(List<T> values) {
    return values == null ? List.of() : List.copyOf(values);
  }

  private static <V> SortedMap<String, V> map(SortedMap<String, V> values) {
    return Collections.unmodifiableSortedMap(
        values == null ? new TreeMap<>() : new TreeMap<>(values));
  }
}
