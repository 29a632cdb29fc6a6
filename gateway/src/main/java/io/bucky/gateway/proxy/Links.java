package io.bucky.gateway.proxy;

import io.bucky.gateway.http.Head;
import io.bucky.gateway.route.HostName;
import io.bucky.gateway.route.RouteTable;
import io.bucky.zone.GatewaySettings;
import io.bucky.zone.ZoneHost;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// URLs of the zone as the client of a request would type them: same scheme, same port. Pure.
final class Links {
  private Links() {}

  /// `http://home.localhost:3080`.
  static String zone(RouteTable table, Head head, Peer peer) {
    return base(table, table.zoneHost(), head, peer);
  }

  /// The login page that sends the browser back to what it asked for: at `sys.`, or at the zone's
  /// own host when the app's name says that no certificate covers what is below it.
  static String login(RouteTable table, Head head, Peer peer, String appId) {
    String zone = table.zoneHost();
    String name = HostName.of(head.host()).name();
    String door = ZoneHost.isDashed(name, zone) ? zone : ZoneHost.SYS + "." + zone;
    String back = base(table, name, head, peer) + head.target();
    return base(table, door, head, peer)
        + "/login?redirect_url="
        + encoded(back)
        + "&client_id="
        + encoded(appId);
  }

  private static String base(RouteTable table, String host, Head head, Peer peer) {
    String port =
        peer.door() == Door.NODE ? portText(table.webPorts()) : HostName.of(head.host()).port();
    return scheme(peer) + "://" + host + port;
  }

  private static String portText(GatewaySettings.WebPorts ports) {
    return ports.http() == 80 ? "" : ":" + ports.http();
  }

  private static String scheme(Peer peer) {
    return peer.door() == Door.HTTPS ? "https" : "http";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
