package io.bucky.controlpanel.apps;

import io.bucky.api.panel.AppsApi;
import io.bucky.api.panel.AppsApi.App;
import io.bucky.api.panel.AppsApi.AppDetails;
import io.bucky.api.panel.AppsApi.AppList;
import io.bucky.api.panel.AppsApi.MountPoint;
import io.bucky.api.panel.AppsApi.PortUse;
import io.bucky.base.Time;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.ConfigStore;
import io.bucky.config.Entry;
import io.bucky.containers.AppDocs;
import io.bucky.containers.NodeContext;
import io.bucky.containers.Permissions;
import io.bucky.containers.compose.Component;
import io.bucky.containers.compose.ComposeApp;
import io.bucky.controlpanel.PanelAccess.Person;
import io.bucky.json.Json;
import io.bucky.zone.AppSpec;
import io.bucky.zone.GatewayInfo;
import io.bucky.zone.NodeConfig;
import io.bucky.zone.ZoneKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// The apps of the zone as a person sees them: the spec, joined with what the scheduler and the
/// nodes say. Reads only. Any thread.
final class AppCatalog {
  private final ConfigStore store;
  private final String node;
  private final Time time;

  AppCatalog(ConfigStore store, String node, Time time) {
    this.store = store;
    this.node = node;
    this.time = time;
  }

  /// The apps that `person` may see: all for an admin; else the own ones and those open to guests.
  AppList list(Person.Known person, Optional<String> owner) throws InterruptedException {
    ConfigSnapshot users = store.snapshot("users");
    ConfigSnapshot services = store.snapshot("services");
    Optional<GatewayInfo> routes = routes();
    var apps = new ArrayList<App>();
    users
        .entries()
        .forEach((key, entry) -> {
          String[] part = key.text().split("/");
          boolean isSpec = part.length == 5 && part[2].equals("apps") && part[4].equals("spec");
          if (isSpec && owner.filter(it -> !it.equals(part[1])).isEmpty()) {
            Json.read(entry.value(), AppSpec.class)
                .toOptional()
                .filter(spec -> person.mayManage(part[1]) || allowsGuests(spec))
                .ifPresent(spec -> apps.add(app(part[1], part[3], spec, services, routes)));
          }
        });
    apps.sort(Comparator.comparingInt(App::appIndex).thenComparing(App::appId));
    return new AppList(apps.size(), apps);
  }

  Optional<AppSpec> spec(String owner, String app) throws InterruptedException {
    return AppNames.wrong(app).isPresent()
        ? Optional.empty()
        : store
            .get(ZoneKeys.appSpec(owner, app))
            .map(Entry::value)
            .flatMap(text -> Json.read(text, AppSpec.class).toOptional());
  }

  AppDetails details(String owner, String app, AppSpec spec) throws InterruptedException {
    ConfigSnapshot services = store.snapshot("services/" + app + "@" + owner);
    Optional<ComposeApp> model = model(spec);
    return new AppDetails(
        app(owner, app, spec, services, routes()),
        Json.tree(spec),
        model.map(Permissions::of).orElse(List.of()).stream()
            .map(AppInspector::permission)
            .toList(),
        model.map(AppCatalog::mounts).orElse(List.of()),
        ports(owner, app, spec),
        Optional.empty(),
        Optional.empty());
  }

  private App app(
      String owner,
      String name,
      AppSpec spec,
      ConfigSnapshot services,
      Optional<GatewayInfo> routes) {
    Instant now = time.now();
    AppState state = AppState.of(name + "@" + owner, services);
    AppState.Shown shown = state.shown(spec.state(), now);
    var doc = spec.appDoc();
    String icon =
        doc.path("app_icon_url")
            .asString(doc.path("presentation").path("links").path("app_icon_url").asString(""));
    return new App(
        name,
        doc.path("show_name").asString(name),
        doc.path("version").asString(""),
        icon.isEmpty() ? Optional.empty() : Optional.of(icon),
        doc.path("description").asString(""),
        shown.state(),
        shown.detail(),
        owner,
        spec.taskId(),
        spec.appIndex(),
        routes.map(it -> hosts(it, name + "@" + owner)).orElse(List.of()),
        Optional.empty(),
        allowsGuests(spec),
        components(spec, state, shown.state(), now));
  }

  private static List<AppsApi.Component> components(
      AppSpec spec, AppState state, String shown, Instant now) {
    Optional<String> health =
        state.fresh(now).stream()
            .flatMap(it -> it.health().stream())
            .filter(it -> !it.equals("unknown"))
            .findFirst();
    return model(spec).map(ComposeApp::components).orElse(List.of()).stream()
        .map(it -> AppsApi.Component.of(it.name(), it.image(), shown, health))
        .toList();
  }

  /// The shortest first.
  private static List<String> hosts(GatewayInfo routes, String instance) {
    String zone = routes.nodeInfo().thisZoneHost();
    return routes.appInfo().entrySet().stream()
        .filter(it -> it.getValue().appInstanceId().equals(Optional.of(instance)))
        .map(it -> it.getKey().equals("_") ? zone : it.getKey() + "." + zone)
        .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private static Optional<ComposeApp> model(AppSpec spec) {
    return AppDocs.app(spec.appDoc(), NodeContext.thisArchitecture()).toOptional();
  }

  private static List<MountPoint> mounts(ComposeApp app) {
    var mounts = new ArrayList<MountPoint>();
    for (Component component : app.components()) {
      for (Component.Mount mount : component.mounts()) {
        String source =
            mount.kind() == Component.Source.CONTENT ? "(from the app)" : mount.source();
        mounts.add(new MountPoint(component.name(), mount.target(), source, mount.readOnly()));
      }
    }
    return mounts;
  }

  private List<PortUse> ports(String owner, String app, AppSpec spec) throws InterruptedException {
    var given = new TreeMap<String, Integer>();
    store
        .get(ZoneKeys.nodeConfig(node))
        .map(Entry::value)
        .flatMap(text -> Json.read(text, NodeConfig.class).toOptional())
        .map(config -> config.apps().get(app + "@" + owner + "@" + node))
        .ifPresent(item -> given.putAll(item.servicePortsConfig()));
    return given.entrySet().stream()
        .map(it -> {
          Optional<AppSpec.Endpoint> endpoint =
              Optional.ofNullable(spec.endpoints().get(it.getKey()));
          return new PortUse(
              it.getKey(),
              it.getValue(),
              endpoint.map(AppSpec.Endpoint::innerPort),
              endpoint.map(AppSpec.Endpoint::protocol).orElse("http"));
        })
        .toList();
  }

  static boolean allowsGuests(AppSpec spec) {
    return Optional.ofNullable(spec.exposes().get(AppDocs.WEB))
        .map(AppSpec.Expose::allowGuest)
        .orElse(false);
  }

  private Optional<GatewayInfo> routes() throws InterruptedException {
    return store
        .get(ZoneKeys.gatewayInfo(node))
        .map(Entry::value)
        .flatMap(text -> Json.read(text, GatewayInfo.class).toOptional());
  }
}
