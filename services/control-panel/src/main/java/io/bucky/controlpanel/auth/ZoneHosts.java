package io.bucky.controlpanel.auth;

import io.bucky.base.Parsed;
import io.bucky.config.ConfigStore;
import io.bucky.config.Entry;
import io.bucky.json.Json;
import io.bucky.zone.GatewayInfo;
import io.bucky.zone.ZoneKeys;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The hosts of the zone, as the gateway of this node routes them: where a login may lead.
final class ZoneHosts {
  static final String PANEL = "control-panel";
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_-]+");

  private final ConfigStore store;
  private final String node;

  ZoneHosts(ConfigStore store, String node) {
    this.store = store;
    this.node = node;
  }

  /// An address inside the zone.
  ///
  /// @param app the app that answers there; the panel for the zone's own hosts
  /// @param instance which installation of it, `<app>@<owner>`
  /// @param own whether it is a host of the zone itself
  record Target(URI url, String host, String app, Optional<String> instance, boolean own) {
    String origin() {
      int port = url.getPort();
      return url.getScheme() + "://" + host + (port < 0 ? "" : ":" + port);
    }
  }

  /// Reads a redirect address from outside: absolute, http or https, of a host that the zone has.
  Parsed<Target> target(String text) throws InterruptedException {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      return Parsed.malformed("the redirect is not an address");
    }
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    if (url.getHost() == null
        || url.getRawUserInfo() != null
        || !(scheme.equals("http") || scheme.equals("https"))
        || text.chars().anyMatch(c -> c <= ' ' || c == '\\' || c == 0x7f)) {
      return Parsed.malformed("the redirect is not an http or https address");
    }
    String host = url.getHost().toLowerCase(Locale.ROOT);
    Optional<GatewayInfo> routes = routes();
    if (routes.isEmpty()) {
      return Parsed.malformed("the zone has no gateway yet; try again");
    }
    String zone = routes.get().nodeInfo().thisZoneHost();
    if (host.equals(zone)) {
      return target(routes.get(), "_", url, host);
    }
    if (!host.endsWith("." + zone)) {
      return Parsed.malformed("the redirect leads out of the zone");
    }
    String label = host.substring(0, host.length() - zone.length() - 1);
    if (!LABEL.matcher(label).matches()) {
      return Parsed.malformed("the redirect leads to no app of the zone");
    }
    return target(routes.get(), label, url, host);
  }

  private static Parsed<Target> target(GatewayInfo routes, String label, URI url, String host) {
    boolean own = label.equals("_") || label.equals("sys");
    GatewayInfo.App app = routes.appInfo().get(label);
    if (app == null) {
      return label.equals("_")
          ? Parsed.ok(new Target(url, host, PANEL, Optional.empty(), own))
          : Parsed.malformed("the zone has no app at '" + label + "'");
    }
    String id = app.appId().or(app::serviceId).orElse(PANEL);
    return Parsed.ok(new Target(url, host, id, app.appInstanceId(), own));
  }

  private Optional<GatewayInfo> routes() throws InterruptedException {
    return store
        .get(ZoneKeys.gatewayInfo(node))
        .map(Entry::value)
        .flatMap(text -> Json.read(text, GatewayInfo.class).toOptional());
  }
}
