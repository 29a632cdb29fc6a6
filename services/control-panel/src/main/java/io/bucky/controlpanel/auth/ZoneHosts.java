package io.bucky.controlpanel.auth;

import io.bucky.base.Log;
import io.bucky.base.Parsed;
import io.bucky.config.ConfigStore;
import io.bucky.config.Entry;
import io.bucky.json.Json;
import io.bucky.krpc.WebOrigin;
import io.bucky.zone.GatewayInfo;
import io.bucky.zone.GatewaySettings;
import io.bucky.zone.ZoneHost;
import io.bucky.zone.ZoneKeys;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// The addresses of the zone, as the gateway of this node serves them: where a login may lead.
///
/// A host alone is not enough. On another port of it anybody may listen, and what is sent to it in
/// the clear anybody may read.
final class ZoneHosts {
  static final String PANEL = "control-panel";
  private static final Log LOG = Log.of("control-panel.login");

  private final ConfigStore store;
  private final String node;
  private final Path gatewaySettings;

  /// @param gatewaySettings what the gateway of this node opens
  ZoneHosts(ConfigStore store, String node, Path gatewaySettings) {
    this.store = store;
    this.node = node;
    this.gatewaySettings = gatewaySettings;
  }

  /// An address inside the zone.
  ///
  /// @param address as it came
  /// @param app the app that answers there; the panel for the zone's own hosts
  /// @param instance which installation of it, `<app>@<owner>`
  /// @param own whether it is a host of the zone itself
  record Target(
      String address, WebOrigin origin, String app, Optional<String> instance, boolean own) {}

  /// Reads a redirect address from outside: absolute, http or https, of a host that the zone has,
  /// and at an entrance of the zone.
  ///
  /// @param page where the login page itself was asked for; it may be an entrance that only a
  ///   router in front of this machine knows
  Parsed<Target> target(String text, Optional<WebOrigin> page) throws InterruptedException {
    Optional<WebOrigin> origin = isAddress(text) ? WebOrigin.parse(text) : Optional.empty();
    if (origin.isEmpty()) {
      return Parsed.malformed("the redirect is not an http or https address");
    }
    Optional<GatewayInfo> routes = routes();
    if (routes.isEmpty()) {
      return Parsed.malformed("the zone has no gateway yet; try again");
    }
    String host = origin.get().host();
    String zone = routes.get().nodeInfo().thisZoneHost();
    String label = host.equals(zone) ? ZoneHost.OWN : ZoneHost.label(host, zone);
    if (label.isEmpty()) {
      return Parsed.malformed("the redirect leads out of the zone");
    }
    if (page.isPresent() && page.get().isTls() && !origin.get().isTls()) {
      return Parsed.malformed("the redirect leaves https");
    }
    if (!isEntrance(origin.get(), page)) {
      return Parsed.malformed("the zone has no entrance at " + origin.get());
    }
    return target(routes.get(), label, text, origin.get());
  }

  private static boolean isAddress(String text) {
    try {
      var _ = new URI(text);
      return true;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static Parsed<Target> target(
      GatewayInfo routes, String label, String text, WebOrigin origin) {
    boolean own = label.equals(ZoneHost.OWN) || label.equals(ZoneHost.SYS);
    GatewayInfo.App app = routes.appInfo().get(label);
    if (app == null) {
      return label.equals(ZoneHost.OWN)
          ? Parsed.ok(new Target(text, origin, PANEL, Optional.empty(), own))
          : Parsed.malformed("the zone has no app at '" + label + "'");
    }
    String id = app.appId().or(app::serviceId).orElse(PANEL);
    return Parsed.ok(new Target(text, origin, id, app.appInstanceId(), own));
  }

  /// Whether the zone's own gateway answers at this port, with this scheme.
  private boolean isEntrance(WebOrigin origin, Optional<WebOrigin> page) {
    boolean same =
        page.filter(it -> it.port() == origin.port() && it.scheme().equals(origin.scheme()))
            .isPresent();
    return same
        || settings()
            .filter(opened ->
                opened.listeners().stream()
                    .anyMatch(
                        it -> it.port() == origin.port() && it.kind().equals(origin.scheme())))
            .isPresent();
  }

  private Optional<GatewaySettings> settings() {
    try {
      return Json.read(Files.readString(gatewaySettings), GatewaySettings.class).toOptional();
    } catch (NoSuchFileException e) {
      return Optional.empty(); // the gateway has not been told yet
    } catch (IOException e) {
      LOG.warn("gateway.settings.unreadable", e);
      return Optional.empty();
    }
  }

  private Optional<GatewayInfo> routes() throws InterruptedException {
    return store
        .get(ZoneKeys.gatewayInfo(node))
        .map(Entry::value)
        .flatMap(text -> Json.read(text, GatewayInfo.class).toOptional());
  }
}
