package io.bucky.krpc.http;

import io.bucky.krpc.KrpcService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What is served on one port.
///
/// @param services under `/kapi/<name>`; `_` and `-` are the same there
/// @param routes asked in this order, before the 404
/// @param readiness empty when ready, else why not
public record Endpoint(
    List<KrpcService> services, List<HttpRoute> routes, Supplier<Optional<String>> readiness) {
  public Endpoint {
    services = List.copyOf(services);
    routes = List.copyOf(routes);
  }

  public static Endpoint of(KrpcService... services) {
    return new Endpoint(List.of(services), List.of(), Optional::empty);
  }

  public Endpoint with(HttpRoute route) {
    var more = new ArrayList<>(routes);
    more.add(route);
    return new Endpoint(services, more, readiness);
  }

  /// @param whyNot asked by every `/readyz`
  public Endpoint readyWhen(Supplier<Optional<String>> whyNot) {
    return new Endpoint(services, routes, whyNot);
  }
}
