package io.bucky.gateway.route;

import io.bucky.gateway.http.Head;
import java.util.Optional;

/// The rules of one request, in their order. Pure.
public final class Router {
  /// The largest kRPC body, and the one of a service that takes files inside its calls.
  public static final int KAPI_BYTES_MAX = 1 << 20;

  public static final int KAPI_UPLOAD_BYTES_MAX = 8 << 20;
  private static final String KAPI = "/kapi/";
  private static final int SERVICE_NAME_MAX = 64;

  private Router() {}

  /// Decides by host, then path, then method.
  public static Decision decide(RouteTable table, Site site, Head head) {
    if (head.pathIs("/.well-known/local-ca.pem")) {
      return new Decision.AuthorityCertificate();
    }
    return switch (site) {
      case Site.Starting _ -> new Decision.ZoneStarting();
      case Site.Unknown unknown -> noApp(table, unknown, head);
      case Site.Loopback _ -> new Decision.ToZoneHost();
      case Site.Panel _ -> zoneRules(table, head, true).orElseGet(Decision.PanelFile::new);
      case Site.Publish _ ->
          kapi(table, head).orElseGet(() -> readOnly(head, new Decision.PublishedFile()));
      case Site.Node _ -> zoneRules(table, head, true).orElseGet(Decision.NoSuchPath::new);
      case Site.ServiceHost service ->
          zoneRules(table, head, false)
              .orElseGet(() -> forward(service.endpoint(), service.label()));
      case Site.App app -> zoneRules(table, head, false).orElseGet(() -> new Decision.AppPage(app));
    };
  }

  /// A label of the zone without an app still answers calls: client programs use the address that
  /// their app would have.
  private static Decision noApp(RouteTable table, Site.Unknown host, Head head) {
    var name = new HostName(host.name(), "");
    return Optional.of(name.labelIn(table.zoneHost()))
        .filter(label -> !label.isEmpty())
        .flatMap(_ -> kapi(table, head))
        .orElseGet(() -> new Decision.NoSuchHost(host.name()));
  }

  private static Decision readOnly(Head head, Decision decision) {
    return head.isMethod("GET") || head.isMethod("HEAD")
        ? decision
        : new Decision.MethodNotAllowed("GET, HEAD");
  }

  /// What every host of the zone answers before its own content.
  ///
  /// @param own the host is the zone's own, not an app's: it has the zone's documents and pages
  private static Optional<Decision> zoneRules(RouteTable table, Head head, boolean own) {
    return switch (head.pathByte(1)) {
      case 'k' -> kapi(table, head);
      case '1' ->
          head.pathStartsWith("/1.0/identifiers/")
              ? Optional.of(forward(table.systemConfig(), "system_config"))
              : Optional.empty();
      case '.' ->
          own && head.pathStartsWith("/.well-known/")
              ? Optional.of(forward(table.systemConfig(), "system_config"))
              : Optional.empty();
      case 's' ->
          isSso(head)
              ? Optional.of(forward(table.controlPanel(), "control-panel"))
              : Optional.empty();
      case 'n' ->
          own && head.pathStartsWith("/ndm/")
              ? Optional.of(forward(table.controlPanel(), "control-panel"))
              : Optional.empty();
      case 'a' ->
          own && (head.pathIs("/api/desktop") || head.pathStartsWith("/api/desktop/"))
              ? Optional.of(forward(table.controlPanel(), "control-panel"))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean isSso(Head head) {
    return head.pathIs("/sso_callback")
        || head.pathIs("/sso_refresh")
        || head.pathIs("/sso_logout");
  }

  private static Optional<Decision> kapi(RouteTable table, Head head) {
    if (!head.pathStartsWith(KAPI)) {
      return Optional.empty();
    }
    String path = head.path();
    int slash = path.indexOf('/', KAPI.length());
    String name = path.substring(KAPI.length(), slash < 0 ? path.length() : slash);
    String rest = slash < 0 ? "" : path.substring(slash + 1);
    if (name.isEmpty() || name.length() > SERVICE_NAME_MAX) {
      return Optional.of(new Decision.NoSuchPath());
    }
    String service = RouteTable.serviceName(name);
    if (!table.knowsService(service)) {
      return Optional.of(new Decision.NoSuchPath());
    }
    Optional<Endpoint> endpoint = table.service(service);
    if (rest.equals("watch") && head.isMethod("GET")) {
      return Optional.of(new Decision.Watch(endpoint));
    }
    if (!rest.isEmpty()) {
      return Optional.of(new Decision.NoSuchPath());
    }
    if (!head.isMethod("POST")) {
      return Optional.of(new Decision.MethodNotAllowed("POST"));
    }
    int limit = service.equals("control-panel") ? KAPI_UPLOAD_BYTES_MAX : KAPI_BYTES_MAX;
    return Optional.of(new Decision.Kapi(service, endpoint, limit));
  }

  private static Decision forward(Optional<Endpoint> endpoint, String name) {
    return endpoint
        .<Decision>map(e -> new Decision.Forward(e, true))
        .orElseGet(() -> new Decision.NoUpstream(name));
  }
}
