package io.bucky.controlpanel.auth;

import io.bucky.krpc.WebOrigin;
import io.bucky.krpc.http.HttpExchange;
import java.util.Locale;
import java.util.Optional;

/// Where a request came in, and which page made the browser send it. Pure.
///
/// A browser says so in up to three fields, none of which is always there. `Sec-Fetch-Site` is the
/// word of the browser itself, but old ones lack it, and new ones leave it out over plain http in a
/// LAN. `Origin` comes with every POST of a script or a form of this decade. `Referer` comes unless
/// a page or a person forbade it. What a browser does not prove it has not said: without any of the
/// three its request counts as somebody else's. A program that is no browser has nobody's cookies
/// but its own, and need not prove anything.
final class Visit {
  private Visit() {}

  /// The zone's address as it was asked for.
  static Optional<WebOrigin> origin(HttpExchange exchange) {
    return WebOrigin.forwarded(
        isTls(exchange) ? Optional.of("https") : Optional.empty(),
        exchange.header("X-Forwarded-Host").or(() -> exchange.header("Host")));
  }

  static boolean isTls(HttpExchange exchange) {
    return exchange
        .header("X-Forwarded-Proto")
        .map(proto -> proto.split(",", 2)[0].strip())
        .or(() ->
            exchange
                .header("Forwarded")
                .filter(text -> text.toLowerCase(Locale.ROOT).contains("proto=https"))
                .map(_ -> "https"))
        .filter("https"::equalsIgnoreCase)
        .isPresent();
  }

  /// Whether the page that sent this request is of the very origin that it goes to.
  static boolean isFromHere(HttpExchange exchange) {
    if (!isBrowser(exchange)) {
      return true;
    }
    Optional<String> site = exchange.header("Sec-Fetch-Site");
    if (site.isPresent()) {
      return site.get().equals("same-origin");
    }
    Optional<WebOrigin> here = origin(exchange);
    Optional<WebOrigin> sender =
        exchange.header("Origin").or(() -> exchange.header("Referer")).flatMap(WebOrigin::parse);
    return here.isPresent() && sender.equals(here);
  }

  /// Browsers have borne this name since there were two of them; no page can take it away.
  static boolean isBrowser(HttpExchange exchange) {
    return exchange.header("Sec-Fetch-Site").isPresent()
        || exchange.header("Origin").isPresent()
        || exchange.header("Referer").isPresent()
        || exchange.header("User-Agent").filter(name -> name.startsWith("Mozilla/")).isPresent();
  }
}
