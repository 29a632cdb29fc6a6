package io.bucky.scheduler;

import io.bucky.zone.AppSpec;
import io.bucky.zone.GatewayInfo;
import io.bucky.zone.InstanceReport;
import io.bucky.zone.KernelServices;
import io.bucky.zone.Ports;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Derives what one node's gateway routes: host labels, services, and the keys it trusts.
///
/// A label goes to the first that asks, in this order: the zone's own labels, what the owner chose
/// (`shortcuts`), `<app>` of the owner's apps, `<app>-<user>` of all apps, labels that apps ask
/// for.
final class GatewayPlan {
  static final String PANEL = "control-panel";

  /// Labels that no app gets, whatever its document asks for.
  static final Set<String> RESERVED_LABELS = Set.of("sys", "public", "www", "admin", "api");

  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?");
  private static final int WEIGHT = 100;

  /// Every label repeats what is said of the app: one app must not fill the whole table.
  static final int LABELS_ASKED_MAX = 16;

  private static final int SHOW_NAME_MAX = 100;

  private final ZoneView view;
  private final Liveness liveness;
  private final List<Placed> placed;
  private final Ports ports;
  private final String node;

  GatewayPlan(ZoneView view, Liveness liveness, List<Placed> placed, Ports ports, String node) {
    this.view = view;
    this.liveness = liveness;
    this.placed = placed;
    this.ports = ports;
    this.node = node;
  }

  GatewayInfo info() {
    return new GatewayInfo(
        new GatewayInfo.NodeInfo(node, view.zone().host()), apps(), services(), trustKeys());
  }

  private SortedMap<String, GatewayInfo.App> apps() {
    var labels = new TreeMap<String, GatewayInfo.App>();
    GatewayInfo.App panel = service(PANEL);
    labels.put("sys", panel);
    view.shortcuts().forEach((label, target) -> shortcut(labels, label, target));
    labels.putIfAbsent("_", panel);
    for (Placed app : webApps()) {
      if (spec(app).userId().equals(view.zone().ownerUser())) {
        claim(labels, spec(app).appName(), app);
      }
    }
    for (Placed app : webApps()) {
      claim(labels, spec(app).appName() + "-" + spec(app).userId(), app);
    }
    for (Placed app : webApps()) {
      Optional.ofNullable(spec(app).exposes().get("www"))
          .map(expose -> expose.route().subHostname())
          .orElse(List.of())
          .stream()
          .limit(LABELS_ASKED_MAX)
          .forEach(label -> claim(labels, label, app));
    }
    return labels;
  }

  private void shortcut(
      Map<String, GatewayInfo.App> labels, String label, ZoneView.Shortcut target) {
    if (label.equals("sys") || !(label.equals("_") || LABEL.matcher(label).matches())) {
      return;
    }
    String user = target.userId().orElse(view.zone().ownerUser());
    webApps().stream()
        .filter(app -> app.service().id().equals(target.appId() + "@" + user))
        .findFirst()
        .map(this::app)
        .or(() ->
            view.service(target.appId())
                .filter(service -> service.app().isEmpty())
                .map(service -> service(service.id())))
        .ifPresent(app -> labels.put(label, app));
  }

  private void claim(Map<String, GatewayInfo.App> labels, String label, Placed app) {
    if (LABEL.matcher(label).matches() && !RESERVED_LABELS.contains(label)) {
      labels.putIfAbsent(label, app(app));
    }
  }

  private List<Placed> webApps() {
    return placed.stream()
        .filter(it -> it.service().app().isPresent())
        .filter(it -> it.service().state() != SpecState.DELETED)
        .filter(it -> spec(it).endpoints().containsKey("www"))
        .toList();
  }

  private GatewayInfo.App app(Placed app) {
    AppSpec spec = spec(app);
    Optional<Map.Entry<String, Placed.Instance>> instance = nearest(app);
    boolean guests =
        Optional.ofNullable(spec.exposes().get("www"))
            .map(AppSpec.Expose::allowGuest)
            .orElse(false);
    return new GatewayInfo.App(
        Optional.empty(),
        new TreeMap<>(),
        Optional.of(spec.appName()),
        Optional.of(app.service().id()),
        Optional.of(spec.userId()),
        Optional.of(guests ? "public" : "private"),
        instance.map(Map.Entry::getKey),
        instance.map(it -> it.getValue().ports().get("www")),
        Optional.of(showName(spec)),
        state(app, instance));
  }

  private static String showName(AppSpec spec) {
    String name = spec.appDoc().path("show_name").asString(spec.appName());
    return name.codePointCount(0, name.length()) <= SHOW_NAME_MAX
        ? name
        : name.substring(0, name.offsetByCodePoints(0, SHOW_NAME_MAX));
  }

  /// The instance here, else a live one, else any.
  private Optional<Map.Entry<String, Placed.Instance>> nearest(Placed app) {
    return app.instances().entrySet().stream()
        .min(
            java.util.Comparator.<Map.Entry<String, Placed.Instance>>comparingInt(
                    it -> it.getKey().equals(node) ? 0 : 1)
                .thenComparing(it -> !liveness.isLive(app.service().id(), it.getKey()))
                .thenComparing(Map.Entry::getKey));
  }

  private Optional<String> state(
      Placed app, Optional<Map.Entry<String, Placed.Instance>> instance) {
    if (!app.service().state().wantsInstances()) {
      return Optional.of("stopped");
    }
    if (instance.isEmpty()) {
      return Optional.of("failed");
    }
    Optional<InstanceReport> report =
        view.report(app.service().id(), instance.get().getKey()).filter(liveness::isFresh);
    if (report.filter(liveness::isLive).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(report.flatMap(InstanceReport::error).isPresent() ? "failed" : "starting");
  }

  private GatewayInfo.App service(String id) {
    return new GatewayInfo.App(
        Optional.of(id),
        selector(id),
        Optional.of(id),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private SortedMap<String, GatewayInfo.Service> services() {
    var services = new TreeMap<String, GatewayInfo.Service>();
    for (Placed it : placed) {
      if (it.service().app().isEmpty()) {
        SortedMap<String, GatewayInfo.Place> selector = selector(it.service().id());
        if (!selector.isEmpty()) {
          services.put(it.service().id(), new GatewayInfo.Service(selector));
        }
      }
    }
    var config = new TreeMap<String, GatewayInfo.Place>();
    for (NodeView it : view.nodes().values()) {
      if (it.type() == NodeView.Type.OOD && it.keepsInstances()) {
        config.put(it.name(), new GatewayInfo.Place(ports.systemConfig(), WEIGHT));
      }
    }
    services.put("system_config", new GatewayInfo.Service(config));
    return services;
  }

  /// Nodes of a service of the zone. A fixed port is never taken from a report, which users may
  /// write. Where no instance is alive all wanted ones are listed: a service must be reachable
  /// before its first report, and an answer of "not there" comes from the gateway.
  private SortedMap<String, GatewayInfo.Place> selector(String id) {
    var all = new TreeMap<String, GatewayInfo.Place>();
    var live = new TreeMap<String, GatewayInfo.Place>();
    for (Placed it : placed) {
      if (!it.service().id().equals(id) || !it.service().state().wantsInstances()) {
        continue;
      }
      for (String on : it.instances().keySet()) {
        Optional<Integer> port =
            KernelServices.port(ports, id)
                .or(() -> view.report(id, on).map(report -> report.servicePorts().get("www")));
        port.ifPresent(p -> {
          all.put(on, new GatewayInfo.Place(p, WEIGHT));
          if (liveness.isLive(id, on)) {
            live.put(on, new GatewayInfo.Place(p, WEIGHT));
          }
        });
      }
    }
    return live.isEmpty() ? all : live;
  }

  private SortedMap<String, String> trustKeys() {
    var keys = new TreeMap<String, String>();
    for (ZoneView.TrustedKey key : view.zone().trustKeys()) {
      if (key.until().orElse(Long.MAX_VALUE) > liveness.nowSeconds()) {
        keys.putIfAbsent(key.id(), key.x());
      }
    }
    return keys;
  }

  private static AppSpec spec(Placed app) {
    return app.service()
        .app()
        .orElseThrow(() -> new IllegalArgumentException(app.service().id() + " is not an app"));
  }
}
