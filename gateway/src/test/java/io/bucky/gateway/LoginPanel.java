package io.bucky.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// The `/sso_refresh` of a control panel that takes every refresh token once and never again, and
/// its `/sso_logout`.
final class LoginPanel implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger nextStatus = new AtomicInteger(200);
  private final Map<String, List<String>> pairs = new ConcurrentHashMap<>();
  private final Set<String> used = ConcurrentHashMap.newKeySet();
  private final CountDownLatch gate;

  /// @param gate every call waits for it
  LoginPanel(CountDownLatch gate) throws IOException {
    this.gate = gate;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setExecutor(threads);
    server.createContext("/sso_refresh", this::refresh);
    server.createContext("/sso_logout", this::logout);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  int calls() {
    return calls.get();
  }

  void answersWith(int status) {
    nextStatus.set(status);
  }

  /// `refresh` is worth this pair, once.
  void renews(String refresh, String session, String next) {
    pairs.put(refresh, List.of(session, next));
  }

  private void refresh(HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String cookie = String.valueOf(exchange.getRequestHeaders().getFirst("Cookie"));
    String refresh = cookie.substring(cookie.indexOf('=') + 1);
    boolean posted = exchange.getRequestMethod().equals("POST");
    int status = nextStatus.get();
    if (status == 200) {
      boolean good = posted && pairs.containsKey(refresh) && used.add(refresh);
      status = good ? 200 : 401;
    }
    if (status == 200) {
      List<String> pair = pairs.getOrDefault(refresh, List.of());
      String rest = "; Path=/; HttpOnly; SameSite=Lax; Max-Age=900";
      exchange
          .getResponseHeaders()
          .add("Set-Cookie", "buckyos_session_token=" + pair.get(0) + rest);
      exchange
          .getResponseHeaders()
          .add("Set-Cookie", "buckyos_refresh_token=" + pair.get(1) + rest);
    }
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private void logout(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(nextStatus.get(), -1);
    }
  }

  @Override
  public void close() {
    gate.countDown();
    server.stop(0);
    threads.close();
  }
}
