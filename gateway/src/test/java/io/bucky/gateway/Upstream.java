package io.bucky.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A small service behind the gateway. It answers with what it saw.
final class Upstream implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger calls = new AtomicInteger();

  private Upstream(HttpServer server) {
    this.server = server;
  }

  static Upstream named(String name) throws IOException {
    var upstream =
        new Upstream(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64));
    upstream.server.setExecutor(upstream.threads);
    upstream.server.createContext("/", exchange -> upstream.echo(name, exchange));
    upstream.server.createContext("/stream", upstream::stream);
    upstream.server.createContext("/count", upstream::count);
    upstream.server.createContext("/cookies", upstream::cookies);
    upstream.server.start();
    return upstream;
  }

  int port() {
    return server.getAddress().getPort();
  }

  int calls() {
    return calls.get();
  }

  private void echo(String name, HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    var text = new StringBuilder(name);
    text.append('|').append(exchange.getRequestMethod()).append('|');
    text.append(exchange.getRequestURI()).append('|');
    exchange
        .getRequestHeaders()
        .forEach((field, values) -> text.append(field).append('=').append(values).append(';'));
    text.append('|')
        .append(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    answer(exchange, text.toString());
  }

  /// Answers in chunks.
  private void stream(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(200, 0);
    try (var out = exchange.getResponseBody()) {
      for (int i = 0; i < 3; i++) {
        out.write(("part" + i + ";").getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    }
  }

  /// Says how long the body was, without keeping it.
  private void count(HttpExchange exchange) throws IOException {
    long length = 0;
    var in = exchange.getRequestBody();
    byte[] piece = new byte[64 << 10];
    for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
      length += read;
    }
    answer(exchange, Long.toString(length));
  }

  private void cookies(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Set-Cookie", "buckyos_session_token=x; Path=/");
    exchange.getResponseHeaders().add("Set-Cookie", "mine=1");
    exchange.getResponseHeaders().add("Keep-Alive", "timeout=5");
    answer(exchange, "ok");
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(200, head ? -1 : body.length);
    try (var out = exchange.getResponseBody()) {
      if (!head) {
        out.write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
