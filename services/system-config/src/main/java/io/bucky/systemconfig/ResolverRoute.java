package io.bucky.systemconfig;

import io.bucky.krpc.http.HttpExchange;
import io.bucky.krpc.http.HttpRoute;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The resolver over HTTP, open to every web page: `/1.0/identifiers/<name>[?type=]` and
/// `/.well-known/<type>[.json|.jwt]`.
final class ResolverRoute implements HttpRoute {
  private static final String IDENTIFIERS = "/1.0/identifiers/";
  private static final Pattern WELL_KNOWN =
      Pattern.compile("/\\.well-known/(did|zone|boot|owner|device|agent)(?:\\.(json|jwt))?");

  private final Resolver resolver;

  ResolverRoute(Resolver resolver) {
    this.resolver = resolver;
  }

  @Override
  public boolean matches(String method, String path) {
    return path.startsWith(IDENTIFIERS) || WELL_KNOWN.matcher(path).matches();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException, InterruptedException {
    exchange.addHeader("Access-Control-Allow-Origin", "*");
    exchange.addHeader("Access-Control-Allow-Methods", "GET, OPTIONS");
    exchange.addHeader("Access-Control-Allow-Headers", "*");
    ResolverAnswer answer = answer(exchange);
    exchange.answer(answer.status(), answer.contentType(), answer.body());
  }

  private ResolverAnswer answer(HttpExchange exchange) throws InterruptedException {
    return switch (exchange.method()) {
      case "OPTIONS" -> ResolverAnswer.nothing(204);
      case "GET", "HEAD" -> {
        String host =
            exchange.header("X-Forwarded-Host").or(() -> exchange.header("Host")).orElse("");
        Matcher wellKnown = WELL_KNOWN.matcher(exchange.path());
        if (wellKnown.matches()) {
          String form = wellKnown.group(2);
          yield resolver.wellKnown(wellKnown.group(1), form == null ? "" : form, host);
        }
        yield resolver.resolve(
            exchange.path().substring(IDENTIFIERS.length()),
            exchange.query("type").orElse(""),
            exchange.query("iat").isPresent(),
            host);
      }
      default -> ResolverAnswer.error(405, "documents are read with GET");
    };
  }
}
