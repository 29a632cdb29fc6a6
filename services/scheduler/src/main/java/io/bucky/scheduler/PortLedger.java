package io.bucky.scheduler;

import io.bucky.zone.AppSpec;
import io.bucky.zone.KernelServices;
import io.bucky.zone.Ports;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Who has which host port on which node, within one plan. Ports are given in the order of asking.
///
/// An app owns a block of 16 ports: `www` is the first, its other services follow by name. A
/// service that is exposed as a port of its own takes that one instead.
final class PortLedger {
  private static final int BLOCK = 16;
  private static final int PORT_MAX = 65_535;
  private static final String GRANT = "port:";

  private final Ports ports;

  /// Node to port to the instance that has it.
  private final Map<String, Map<Integer, String>> taken = new HashMap<>();

  PortLedger(Ports ports) {
    this.ports = ports;
  }

  /// The answer to one request.
  sealed interface Claim {
    /// @param ports service name to host port
    record Given(SortedMap<String, Integer> ports) implements Claim {}

    record Taken(int port, String by) implements Claim {}

    record Refused(String why) implements Claim {}
  }

  /// Takes all ports that `app` needs on `node`, or none.
  Claim claim(String node, String id, AppSpec app) {
    long first = ports.base() + 7_000L + BLOCK * (long) app.appIndex();
    if (app.appIndex() < 0 || first + BLOCK > PORT_MAX) {
      return new Claim.Refused("its app_index " + app.appIndex() + " is outside the port range");
    }
    SortedMap<String, Integer> wanted = wanted(app);
    if (wanted.size() > BLOCK) {
      return new Claim.Refused("it has more than " + BLOCK + " services");
    }
    Map<Integer, String> onNode = taken.computeIfAbsent(node, _ -> zonePorts());
    var all = new TreeSet<>(wanted.values());
    app.specConfig().grants().forEach(grant -> grantedPort(grant).ifPresent(all::add));
    for (int port : all) {
      String by = onNode.get(port);
      if (by != null && !by.equals(id)) {
        return new Claim.Taken(port, by);
      }
    }
    all.forEach(port -> onNode.put(port, id));
    return new Claim.Given(wanted);
  }

  private SortedMap<String, Integer> wanted(AppSpec app) {
    int next = ports.app(app.appIndex());
    var wanted = new TreeMap<String, Integer>();
    var names = new TreeSet<>(app.endpoints().keySet());
    if (names.remove("www")) {
      wanted.put("www", exposed(app, "www").orElse(next));
    }
    for (String name : names) {
      next++;
      wanted.put(name, exposed(app, name).orElse(next));
    }
    return wanted;
  }

  private static Optional<Integer> exposed(AppSpec app, String name) {
    return Optional.ofNullable(app.exposes().get(name))
        .map(AppSpec.Expose::route)
        .filter(route -> "port".equals(route.type()))
        .flatMap(AppSpec.Expose.Route::exposePort);
  }

  /// `port:8080/tcp`.
  private static Optional<Integer> grantedPort(String grant) {
    if (!grant.startsWith(GRANT)) {
      return Optional.empty();
    }
    String number = grant.substring(GRANT.length()).split("/", 2)[0];
    return number.matches("[0-9]{1,5}") ? Optional.of(Integer.parseInt(number)) : Optional.empty();
  }

  private Map<Integer, String> zonePorts() {
    var zone = new HashMap<Integer, String>();
    zone.put(ports.http(), "the zone's web entry");
    zone.put(ports.https(), "the zone's web entry");
    zone.put(ports.nodeGateway(), "the node gateway");
    zone.put(ports.activation(), "the activation page");
    zone.put(ports.gatewayStatus(), "the gateway");
    zone.put(ports.nodeStatus(), "the node daemon");
    KernelServices.ports(ports).forEach((service, port) -> zone.put(port, service));
    return zone;
  }
}
