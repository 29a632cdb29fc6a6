package io.bucky.gateway.route;

import io.bucky.zone.GatewayInfo;
import io.bucky.zone.GatewaySettings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/// The routes of one configuration, compiled for look-up.
public final class RouteTable {
  private static final String CONTROL_PANEL = "control-panel";
  private static final String SYSTEM_CONFIG = "system_config";

  private final String zoneHost;
  private final GatewaySettings.WebPorts webPorts;
  private final Map<String, Site> sites;
  private final Map<String, Endpoint> services;
  private final Map<String, Boolean> knownServices;
  private final String node;
  private final boolean starting;

  private RouteTable(
      String zoneHost,
      String node,
      GatewaySettings.WebPorts webPorts,
      Map<String, Site> sites,
      Map<String, Endpoint> services,
      Map<String, Boolean> knownServices,
      boolean starting) {
    this.zoneHost = zoneHost;
    this.node = node;
    this.webPorts = webPorts;
    this.sites = Map.copyOf(sites);
    this.services = Map.copyOf(services);
    this.knownServices = Map.copyOf(knownServices);
    this.starting = starting;
  }

  /// Before the scheduler or the node daemon has written anything.
  public static RouteTable starting(GatewaySettings.WebPorts webPorts) {
    return new RouteTable("", "", webPorts, Map.of(), Map.of(), Map.of(), true);
  }

  public static RouteTable of(GatewayInfo info, GatewaySettings.WebPorts webPorts) {
    String node = info.nodeInfo().thisNodeId();
    Map<String, Endpoint> services = new HashMap<>();
    Map<String, Boolean> known = new HashMap<>();
    info.serviceInfo()
        .forEach((name, service) -> {
          String wire = serviceName(name);
          known.put(wire, true);
          place(wire, service.selector(), node).ifPresent(e -> services.put(wire, e));
        });
    Map<String, Site> sites = new HashMap<>();
    sites.put("_", new Site.Panel("_"));
    sites.put("sys", new Site.Panel("sys"));
    sites.put("public", new Site.Publish("public"));
    sites.put(node, new Site.Node(node));
    info.appInfo().forEach((label, app) -> sites.put(label, site(label, app, node)));
    return new RouteTable(
        info.nodeInfo().thisZoneHost(), node, webPorts, sites, services, known, false);
  }

  private static Site site(String label, GatewayInfo.App app, String node) {
    if (app.serviceId().isPresent()) {
      String service = app.serviceId().get();
      return service.equals(CONTROL_PANEL)
          ? new Site.Panel(label)
          : new Site.ServiceHost(label, place(service, app.selector(), node));
    }
    Optional<Endpoint> endpoint =
        app.nodeId().orElse(node).equals(node)
            ? app.port().map(port -> Endpoint.local(label, port))
            : Optional.empty();
    String appId = app.appId().orElse(label);
    return new Site.App(
        label,
        appId,
        app.appInstanceId(),
        app.showName().orElse(appId),
        app.accessMode().orElse("private").equals("public"),
        app.state().orElse(""),
        endpoint);
  }

  /// Several spellings of a service are one.
  public static String serviceName(String name) {
    if (name.equals("system-config")) {
      return SYSTEM_CONFIG;
    }
    return name.startsWith("task-dispatcher") ? "task-manager" : name;
  }

  private static Optional<Endpoint> place(
      String name, SortedMap<String, GatewayInfo.Place> selector, String node) {
    GatewayInfo.Place here = selector == null ? null : selector.get(node);
    return Optional.ofNullable(here).map(place -> Endpoint.local(name, place.port()));
  }

  public String zoneHost() {
    return zoneHost;
  }

  public String node() {
    return node;
  }

  public GatewaySettings.WebPorts webPorts() {
    return webPorts;
  }

  public boolean isStarting() {
    return starting;
  }

  public int siteCount() {
    return sites.size();
  }

  public boolean knowsService(String service) {
    return knownServices.containsKey(service);
  }

  public Optional<Endpoint> service(String service) {
    return Optional.ofNullable(services.get(service));
  }

  /// All that requests may be forwarded to.
  public Set<Endpoint> endpoints() {
    var all = new HashSet<>(services.values());
    for (Site site : sites.values()) {
      switch (site) {
        case Site.ServiceHost host -> host.endpoint().ifPresent(all::add);
        case Site.App app -> app.endpoint().ifPresent(all::add);
        case Site.Panel _,
            Site.Publish _,
            Site.Node _,
            Site.Loopback _,
            Site.Unknown _,
            Site.Starting _ -> {
          // answered by the gateway or by a service
        }
      }
    }
    return Set.copyOf(all);
  }

  public Optional<Endpoint> controlPanel() {
    return service(CONTROL_PANEL);
  }

  Optional<Endpoint> systemConfig() {
    return service(SYSTEM_CONFIG);
  }

  /// What a Host header stands for.
  ///
  /// @param nodeListener the request came in by the node gateway's port, where this machine's own
  ///   services and containers call under any name
  public Site site(String authority, boolean nodeListener) {
    if (starting) {
      return new Site.Starting("starting");
    }
    HostName host = HostName.of(authority);
    if (host.name().equals(zoneHost)) {
      return sites.getOrDefault("_", new Site.Panel("_"));
    }
    String label = host.labelIn(zoneHost);
    Site known = label.isEmpty() || label.equals("_") ? null : sites.get(label);
    if (known != null) {
      return known;
    }
    if (nodeListener) {
      return new Site.Node("node");
    }
    return host.isLoopback()
        ? new Site.Loopback("loopback")
        : new Site.Unknown("unknown", host.name());
  }
}
