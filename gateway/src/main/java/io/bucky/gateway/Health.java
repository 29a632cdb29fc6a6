package io.bucky.gateway;

import io.bucky.base.Metrics;
import io.bucky.gateway.http.Answer;
import io.bucky.gateway.proxy.StatusSource;
import io.bucky.json.Json;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/// What the gateway says of itself: `/healthz`, `/readyz`, `/metrics`. Any thread.
final class Health implements StatusSource {
  private final Metrics metrics;
  private final Map<String, String> problems = new ConcurrentHashMap<>();
  private final Map<String, String> details = new ConcurrentHashMap<>();
  private volatile boolean ready;
  private volatile boolean draining;

  Health(Metrics metrics) {
    this.metrics = metrics;
  }

  /// @param part what is wrong, for example `settings`; the last word on each part counts
  void problem(String part, String why) {
    problems.put(part, why);
  }

  void healed(String part) {
    problems.remove(part);
  }

  void detail(String name, String value) {
    details.put(name, value);
  }

  void ready() {
    ready = true;
  }

  void draining() {
    draining = true;
  }

  boolean hasProblem(String part) {
    return problems.containsKey(part);
  }

  @Override
  public Answer answer(String path) {
    return switch (path) {
      case "/healthz" -> Answer.text(200, "ok\n");
      case "/readyz" -> readiness();
      case "/metrics" ->
          Answer.of(
              200,
              "text/plain; version=0.0.4; charset=utf-8",
              metrics.prometheus().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      default -> Answer.text(404, "Paths: /healthz, /readyz, /metrics\n");
    };
  }

  private Answer readiness() {
    boolean serving = ready && !draining;
    ObjectNode body = Json.object();
    body.put("ready", serving);
    body.put("draining", draining);
    new TreeMap<>(details).forEach(body::put);
    ObjectNode wrong = body.putObject("problems");
    new TreeMap<>(problems).forEach(wrong::put);
    return Answer.json(serving ? 200 : 503, Json.write(body));
  }
}
