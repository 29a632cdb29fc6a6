package io.bucky.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bucky.base.Log;
import io.bucky.base.Metrics;
import io.bucky.base.Threads;
import io.bucky.base.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// What the daemon says of itself: `/healthz`, `/readyz`, `/metrics`, on a loopback port and
/// without a token, as every program does. Nothing is computed before somebody asks.
///
/// A port that is taken is waited for: the daemon goes on without this page.
final class HealthPage implements AutoCloseable {
  private static final Log LOG = Log.of("node.health");
  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final String TEXT = "text/plain; charset=utf-8";

  private final int port;
  private final Supplier<Optional<String>> whyNotReady;
  private final Metrics metrics;
  private final Time time;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("node-health-", 0).factory());
  private final Thread opener = Thread.ofVirtual().name("node-health").unstarted(this::listen);
  private volatile Optional<HttpServer> server = Optional.empty(); // by the opener

  private HealthPage(int port, Supplier<Optional<String>> whyNotReady, Metrics metrics, Time time) {
    this.port = port;
    this.whyNotReady = whyNotReady;
    this.metrics = metrics;
    this.time = time;
  }

  /// Returns at once.
  ///
  /// @param whyNotReady empty: the daemon does all that it is there for
  static HealthPage open(
      int port, Supplier<Optional<String>> whyNotReady, Metrics metrics, Time time) {
    var page = new HealthPage(port, whyNotReady, metrics, time);
    page.opener.start();
    return page;
  }

  private void listen() {
    boolean told = false;
    try {
      while (server.isEmpty()) {
        try {
          var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
          HttpServer bound = HttpServer.create(address, 0);
          bound.setExecutor(threads);
          bound.createContext("/", this::answer);
          bound.start();
          server = Optional.of(bound);
        } catch (IOException e) {
          if (!told) {
            LOG.warn("node.health.not_open", "port", port, "why", String.valueOf(e.getMessage()));
          }
          told = true;
          time.sleep(RETRY);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void answer(HttpExchange exchange) {
    try (exchange) {
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      if (!exchange.getRequestMethod().equals("GET")) {
        send(exchange, 405, TEXT, exchange.getRequestMethod() + " is not answered here");
        return;
      }
      switch (String.valueOf(exchange.getRequestURI().getPath())) {
        case "/healthz" -> send(exchange, 200, TEXT, "ok");
        case "/readyz" -> {
          Optional<String> why = whyNotReady.get();
          send(exchange, why.isEmpty() ? 200 : 503, TEXT, why.orElse("ready"));
        }
        case "/metrics" -> send(exchange, 200, METRICS_TYPE, metrics.prometheus());
        default -> send(exchange, 404, TEXT, "Paths: /healthz, /readyz, /metrics");
      }
    } catch (IOException e) {
      LOG.debug("node.health.broken", "why", String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("node.health.request_failed", e);
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    Threads.end(opener);
    server.ifPresent(open -> open.stop(0));
    threads.shutdownNow();
  }
}
