package io.bucky.containers.compose;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// One container of an app: a compose `service`. Every part checks itself, so that a value that
/// exists can be given to the engine wherever it came from; what of it an app gets is decided by
/// [io.bucky.containers.Permissions].
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
    Allowed.text(name, Allowed.COMPONENT, "a name of a component");
    Allowed.text(image, Allowed.IMAGE, "the name of an image");
    ports = Allowed.list(ports);
    expose = Allowed.list(expose);
    expose.forEach(port -> Allowed.number(port, 1, Allowed.PORT_MAX, "a port"));
    mounts = Allowed.list(mounts);
    dependsOn = Allowed.list(dependsOn);
    healthcheck = Allowed.optional(healthcheck);
    restart = restart == null ? new Restart(RestartPolicyName.NO, Optional.empty()) : restart;
    networks = Allowed.map(networks);
    networks.forEach((network, aliases) -> {
      Allowed.text(network, Allowed.NAME, "the name of a network");
      Allowed.texts(aliases, Allowed.ALIAS, "a name in a network");
    });
    labels = Allowed.map(labels);
    run = run == null ? Run.plain(new TreeMap<>()) : run;
    hardening = hardening == null ? Hardening.none() : hardening;
    limits = limits == null ? Limits.none() : limits;
  }

  /// The same, with more names in all of its networks.
  Component alsoKnownAs(List<String> names) {
    return new Component(
        name,
        image,
        run,
        ports,
        expose,
        mounts,
        dependsOn,
        healthcheck,
        restart,
        alsoKnownAs(networks, names),
        labels,
        hardening,
        limits);
  }

  static SortedMap<String, List<String>> alsoKnownAs(
      SortedMap<String, List<String>> networks, List<String> names) {
    var known = new TreeMap<String, List<String>>(networks);
    if (known.isEmpty()) {
      known.put("default", List.of());
    }
    known.replaceAll(
        (_, aliases) -> Stream.concat(aliases.stream(), names.stream()).distinct().toList());
    return known;
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
      entrypoint = Allowed.optional(entrypoint).map(Allowed::words);
      command = Allowed.optional(command).map(Allowed::words);
      environment = Allowed.environment(environment);
      user = Allowed.text(user, Allowed.USER, "a user");
      workingDir = Allowed.optional(workingDir).map(Allowed::workingDir);
      hostname = Allowed.text(hostname, Allowed.HOSTNAME, "a host name");
      stopSignal = Allowed.text(stopSignal, Allowed.SIGNAL, "a signal");
      stopGraceSeconds =
          Allowed.number(stopGraceSeconds, 0, Allowed.STOP_GRACE_SECONDS_MAX, "the time to stop");
      extraHosts = Allowed.texts(extraHosts, Allowed.EXTRA_HOST, "HOST:ADDRESS");
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
      Allowed.number(container, 1, Allowed.PORT_MAX, "a port");
      host = Allowed.number(host, 1, Allowed.PORT_MAX, "a port");
      protocol = Allowed.text(protocol == null ? "tcp" : protocol, Allowed.PROTOCOL, "tcp or udp");
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
      source = Allowed.source(kind, source == null ? "" : source, readOnly);
      Allowed.target(target);
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
  public record Dependency(String component, Condition condition, boolean required) {
    public Dependency {
      Allowed.there(component, "the component of a dependency");
      Allowed.there(condition, "the condition of a dependency");
    }
  }

  /// As the engine wants it. An absent time is the engine's own.
  ///
  /// @param test `["CMD", ...]`, `["CMD-SHELL", text]` or `["NONE"]`
  public record Healthcheck(
      List<String> test,
      Optional<Long> intervalMillis,
      Optional<Long> timeoutMillis,
      Optional<Long> startPeriodMillis,
      Optional<Integer> retries) {
    private static final List<String> KINDS = List.of("CMD", "CMD-SHELL", "NONE");

    public Healthcheck {
      test = Allowed.words(test);
      if (!test.isEmpty() && !KINDS.contains(test.getFirst())) {
        throw new IllegalArgumentException("a check begins with CMD, CMD-SHELL or NONE");
      }
      intervalMillis = time(intervalMillis);
      timeoutMillis = time(timeoutMillis);
      startPeriodMillis = time(startPeriodMillis);
      retries = Allowed.number(retries, 0, Allowed.RETRIES_MAX, "the number of retries");
    }

    private static Optional<Long> time(Optional<Long> millis) {
      return Allowed.number(millis, 0, Allowed.MILLIS_MAX, "a time of a check");
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
      Allowed.there(policy, "the policy of a restart");
      most = Allowed.number(most, 0, Allowed.RETRIES_MAX, "the number of restarts");
    }
  }

  /// @param host path below `/dev`
  public record Device(String host, String container, String access) {
    public Device {
      Allowed.device(host);
      Allowed.path(container, "of a device in a container");
      Allowed.text(access, Allowed.ACCESS, "an access to a device (r, w, m)");
    }
  }

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
      capAdd = Allowed.list(capAdd);
      capAdd.forEach(Allowed::capability);
      capDrop = Allowed.list(capDrop);
      capDrop.forEach(Allowed::capability);
      securityOpt = Allowed.texts(securityOpt, Allowed.SECURITY, "a guard to switch off");
      devices = Allowed.list(devices);
      groupAdd = Allowed.texts(groupAdd, Allowed.GROUP, "a group");
      sysctls = Allowed.map(sysctls);
      Allowed.sysctls(sysctls);
      refused = Allowed.list(refused);
    }

    static Hardening none() {
      return new Hardening(
          false, List.of(), List.of(), List.of(), List.of(), List.of(), new TreeMap<>(), List.of());
    }
  }

  /// @param soft -1: none
  public record Ulimit(long soft, long hard) {
    public Ulimit {
      Allowed.number(soft, -1, Allowed.BYTES_MAX, "a limit");
      Allowed.number(hard, -1, Allowed.BYTES_MAX, "a limit");
    }
  }

  /// An absent limit is the app's own.
  public record Limits(
      Optional<Long> memoryBytes,
      Optional<Double> cpus,
      Optional<Integer> pids,
      Optional<Long> shmBytes,
      SortedMap<String, Ulimit> ulimits) {
    public Limits {
      memoryBytes = Allowed.number(memoryBytes, 1, Allowed.BYTES_MAX, "the memory");
      cpus = Allowed.cpus(cpus);
      pids = Allowed.number(pids, 1, Allowed.PIDS_MAX, "the number of processes");
      shmBytes = Allowed.number(shmBytes, 1, Allowed.BYTES_MAX, "the shared memory");
      ulimits = Allowed.map(ulimits);
      ulimits.keySet().forEach(Limits::known);
    }

    private static void known(String ulimit) {
      if (!Allowed.ULIMITS.contains(ulimit)) {
        throw new IllegalArgumentException("'" + ulimit + "' is not a limit of a container");
      }
    }

    static Limits none() {
      return new Limits(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), new TreeMap<>());
    }
  }
}
