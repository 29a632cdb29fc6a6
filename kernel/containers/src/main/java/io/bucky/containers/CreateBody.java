package io.bucky.containers;

import io.bucky.containers.compose.Component;
import io.bucky.json.Json;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The body of `POST /containers/create` of one component, hardened: no capability that was not
/// granted, no new privileges, bounded memory, processes and logs, the engine's restart off.
final class CreateBody {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Component component;
  private final Set<String> granted;
  private final ObjectNode body = Json.object();
  private final ObjectNode host = Json.object();

  /// @param protocol `tcp` or `udp`
  record Published(int container, String protocol, String address, int host) {}

  CreateBody(
      Component component,
      Set<String> granted,
      SortedMap<String, String> environment,
      SortedMap<String, String> labels) {
    this.component = component;
    this.granted = granted;
    run(component.run());
    ArrayNode variables = body.putArray("Env");
    environment.forEach((name, value) -> variables.add(name + "=" + value));
    ObjectNode labelled = body.putObject("Labels");
    labels.forEach(labelled::put);
    health();
    security();
    limits(component.limits());
    hosts();
    host.putObject("RestartPolicy").put("Name", "no");
    ObjectNode log = host.putObject("LogConfig").put("Type", "json-file");
    log.putObject("Config").put("max-size", "10m").put("max-file", "3");
  }

  CreateBody image(String image) {
    body.put("Image", image);
    return this;
  }

  CreateBody memoryBytes(long bytes) {
    host.put("Memory", bytes).put("MemorySwap", bytes);
    return this;
  }

  CreateBody processes(int most) {
    host.put("PidsLimit", most);
    return this;
  }

  CreateBody ports(List<Published> ports) {
    ObjectNode exposed = body.putObject("ExposedPorts");
    component.expose().forEach(port -> exposed.putObject(port + "/tcp"));
    component.ports().forEach(port -> exposed.putObject(port.container() + "/" + port.protocol()));
    ObjectNode bindings = host.putObject("PortBindings");
    for (Published port : ports) {
      String inner = port.container() + "/" + port.protocol();
      exposed.putObject(inner);
      bindings
          .withArrayProperty(inner)
          .addObject()
          .put("HostIp", port.address())
          .put("HostPort", Integer.toString(port.host()));
    }
    return this;
  }

  /// @param mounts in the engine's form
  CreateBody mounts(Storage.Mounts mounts) {
    ArrayNode list = host.putArray("Mounts");
    mounts.mounts().forEach(list::add);
    ObjectNode memory = host.putObject("Tmpfs");
    mounts.tmpfs().forEach(memory::put);
    return this;
  }

  ObjectNode json() {
    ObjectNode whole = body.deepCopy();
    whole.set("HostConfig", host.deepCopy());
    return whole;
  }

  private void run(Component.Run run) {
    run.entrypoint().ifPresent(words -> strings(body.putArray("Entrypoint"), words));
    run.command().ifPresent(words -> strings(body.putArray("Cmd"), words));
    run.user().ifPresent(user -> body.put("User", user));
    run.workingDir().ifPresent(folder -> body.put("WorkingDir", folder));
    run.hostname().ifPresent(name -> body.put("Hostname", name));
    run.stopSignal().ifPresent(signal -> body.put("StopSignal", signal));
    run.stopGraceSeconds().ifPresent(seconds -> body.put("StopTimeout", seconds));
    body.put("Tty", run.tty()).put("OpenStdin", run.stdin());
    if (run.init()) {
      host.put("Init", true);
    }
  }

  private void health() {
    component
        .healthcheck()
        .ifPresent(check -> {
          ObjectNode json = body.putObject("Healthcheck");
          strings(json.putArray("Test"), check.test());
          check.intervalMillis().ifPresent(t -> json.put("Interval", t * NANOS_PER_MILLI));
          check.timeoutMillis().ifPresent(t -> json.put("Timeout", t * NANOS_PER_MILLI));
          check.startPeriodMillis().ifPresent(t -> json.put("StartPeriod", t * NANOS_PER_MILLI));
          check.retries().ifPresent(n -> json.put("Retries", n));
        });
  }

  private void security() {
    Component.Hardening hardening = component.hardening();
    var capabilities = new TreeSet<String>();
    boolean root =
        granted.contains(Permissions.START_AS_ROOT) && Permissions.mayStartAsRoot(component);
    if (root && !hardening.capDrop().contains("ALL")) {
      capabilities.addAll(Permissions.ROOT_CAPABILITIES);
    }
    capabilities.removeAll(hardening.capDrop());
    for (String name : hardening.capAdd()) {
      boolean harmless =
          Permissions.ROOT_CAPABILITIES.contains(name)
              && granted.contains(Permissions.START_AS_ROOT);
      if (harmless || granted.contains("capability:" + name)) {
        capabilities.add(name);
      }
    }
    host.putArray("CapDrop").add("ALL");
    strings(host.putArray("CapAdd"), List.copyOf(capabilities));
    ArrayNode options = host.putArray("SecurityOpt");
    if (!granted.contains("security:new-privileges")
        || !hardening.securityOpt().contains("new-privileges")) {
      options.add("no-new-privileges");
    }
    hardening.securityOpt().stream()
        .filter(option -> option.contains("=") && granted.contains("security:" + option))
        .forEach(options::add);
    host.put("Privileged", false).put("ReadonlyRootfs", hardening.readOnly());
    strings(host.putArray("GroupAdd"), hardening.groupAdd());
    ArrayNode devices = host.putArray("Devices");
    hardening.devices().stream()
        .filter(device -> granted.contains("device:" + device.host()))
        .forEach(device ->
            devices
                .addObject()
                .put("PathOnHost", device.host())
                .put("PathInContainer", device.container())
                .put("CgroupPermissions", device.access()));
    ObjectNode sysctls = host.putObject("Sysctls");
    hardening.sysctls().forEach(sysctls::put);
  }

  private void limits(Component.Limits limits) {
    limits.cpus().ifPresent(cpus -> host.put("NanoCpus", (long) (cpus * 1e9)));
    limits.shmBytes().ifPresent(bytes -> host.put("ShmSize", bytes));
    ArrayNode ulimits = host.putArray("Ulimits");
    limits
        .ulimits()
        .forEach((name, limit) ->
            ulimits
                .addObject()
                .put("Name", name)
                .put("Soft", limit.soft())
                .put("Hard", limit.hard()));
  }

  private void hosts() {
    ArrayNode hosts = host.putArray("ExtraHosts");
    component.run().extraHosts().stream()
        .filter(entry -> !entry.startsWith(AppEnvironment.HOST_GATEWAY + ":"))
        .forEach(hosts::add);
    hosts.add(AppEnvironment.HOST_GATEWAY + ":host-gateway");
  }

  private static void strings(ArrayNode array, List<String> values) {
    values.forEach(array::add);
  }
}
