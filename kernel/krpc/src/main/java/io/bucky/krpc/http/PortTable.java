package io.bucky.krpc.http;

import io.bucky.base.Metrics;
import io.bucky.krpc.HttpAnswer;
import io.bucky.krpc.KrpcService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one port answers to which path. Immutable.
///
/// @param services by path, with and without a final slash, in both spellings
/// @param routes the endpoint's, then health, readiness and counters
record PortTable(Map<String, KrpcService> services, List<HttpRoute> routes) {
  static PortTable of(Endpoint endpoint, Metrics metrics) {
    var services = new HashMap<String, KrpcService>();
    for (KrpcService service : endpoint.services()) {
      for (String name :
          List.of(
              service.name(), service.name().replace('-', '_'), service.name().replace('_', '-'))) {
        services.put("/kapi/" + name, service);
        services.put("/kapi/" + name + "/", service);
      }
    }
    var routes = new java.util.ArrayList<>(endpoint.routes());
    routes.add(new Page("/healthz", exchange -> exchange.answer(200, "ok")));
    routes.add(new Page("/readyz", exchange -> ready(exchange, endpoint.readiness().get())));
    routes.add(
        new Page(
            "/metrics",
            exchange ->
                exchange.answer(
                    200,
                    "text/plain; version=0.0.4; charset=utf-8",
                    metrics.prometheus().getBytes(StandardCharsets.UTF_8))));
    return new PortTable(Map.copyOf(services), List.copyOf(routes));
  }

  @Nullable KrpcService service(String path) {
    return services.get(path);
  }

  @Nullable HttpRoute route(String method, String path) {
    for (HttpRoute route : routes) {
      if (route.matches(method, path)) {
        return route;
      }
    }
    return null;
  }

  private static void ready(HttpExchange exchange, Optional<String> whyNot) throws IOException {
    if (whyNot.isEmpty()) {
      exchange.answer(200, "ready");
    } else {
      exchange.answer(503, whyNot.get());
    }
  }

  /// One page of the program itself.
  private record Page(String at, Writer writer) implements HttpRoute {
    @Override
    public boolean matches(String method, String path) {
      return method.equals("GET") && path.equals(at);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
      exchange.addHeader("Cache-Control", "no-store");
      writer.write(exchange);
    }
  }

  @FunctionalInterface
  private interface Writer {
    void write(HttpExchange exchange) throws IOException;
  }

  /// The answer when nothing matches.
  static HttpAnswer missing(String path) {
    return HttpAnswer.text(404, "nothing is served at " + path);
  }
}
