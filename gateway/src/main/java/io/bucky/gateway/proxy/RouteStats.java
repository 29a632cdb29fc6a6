package io.bucky.gateway.proxy;

import io.bucky.base.Metrics;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts the answers of one route by class of status, and how long they took. Any thread.
public final class RouteStats {
  private final LongAdder[] byClass = new LongAdder[6];
  private final Metrics.Histogram latency;

  private RouteStats(Metrics metrics, String route) {
    for (int i = 1; i < byClass.length; i++) {
      byClass[i] =
          metrics.counter(
              "gateway_requests_total{route=\"%s\",status=\"%dxx\"}".formatted(route, i));
    }
    byClass[0] = metrics.counter("gateway_requests_cut_total{route=\"" + route + "\"}");
    this.latency = metrics.histogram("gateway_request_seconds{route=\"" + route + "\"}");
  }

  /// @param status of the answer; 0 when it was cut
  void record(int status, long nanos) {
    int index = status / 100;
    byClass[index < byClass.length ? index : 5].increment();
    latency.record(nanos);
  }

  /// The routes of one gateway. A route's name is a service, a host label that is configured, or
  /// one of a few fixed words, so that there are never many.
  public static final class Registry {
    private static final int ROUTES_MAX = 1_000;
    private final ConcurrentHashMap<String, RouteStats> routes = new ConcurrentHashMap<>();
    private final Metrics metrics;

    public Registry(Metrics metrics) {
      this.metrics = metrics;
    }

    RouteStats of(String route) {
      RouteStats known = routes.get(route);
      if (known != null) {
        return known;
      }
      String name = routes.size() < ROUTES_MAX ? route : "other";
      return routes.computeIfAbsent(name, key -> new RouteStats(metrics, key));
    }
  }
}
