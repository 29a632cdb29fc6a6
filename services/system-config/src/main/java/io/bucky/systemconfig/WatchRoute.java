package io.bucky.systemconfig;

import io.bucky.base.Metrics;
import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigWatch;
import io.bucky.config.KeyPrefix;
import io.bucky.identity.SessionToken;
import io.bucky.identity.TokenVerifier.Verdict;
import io.bucky.krpc.Problem;
import io.bucky.krpc.http.HttpExchange;
import io.bucky.krpc.http.HttpRoute;
import io.bucky.krpc.http.WebSocketChannel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/// `GET /kapi/system_config/watch?prefix=P&from=REVISION` with a bearer token: a stream of JSON
/// lines, or the same messages over a WebSocket.
final class WatchRoute implements HttpRoute {
  static final int WATCHES_MAX = 512;
  private static final Set<String> PATHS =
      Set.of("/kapi/system_config/watch", "/kapi/system-config/watch");

  private final ConfigStore store;
  private final ZoneSecurity security;
  private final WatchViews views;
  private final Time time;
  private final Semaphore places = new Semaphore(WATCHES_MAX);

  WatchRoute(ConfigStore store, ZoneSecurity security, Metrics metrics, Time time) {
    this.store = store;
    this.security = security;
    this.views = new WatchViews(security);
    this.time = time;
    metrics.gauge("config_watch_streams", () -> WATCHES_MAX - (double) places.availablePermits());
  }

  @Override
  public boolean matches(String method, String path) {
    return method.equals("GET") && PATHS.contains(path);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException, InterruptedException {
    Optional<String> token = exchange.bearer();
    if (token.isEmpty()) {
      exchange.answer(401, new Problem.Denied("No session token").wire());
      return;
    }
    switch (security.verifier().verify(token.get())) {
      case Verdict.Valid(var who) -> open(exchange, who);
      case Verdict.Invalid(var why) -> exchange.answer(401, new Problem.InvalidToken(why).wire());
      case Verdict.Expired(var why) -> exchange.answer(401, new Problem.TokenExpired(why).wire());
    }
  }

  private void open(HttpExchange exchange, SessionToken who)
      throws IOException, InterruptedException {
    Parsed<KeyPrefix> prefix = KeyPrefix.parse(exchange.query("prefix").orElse(""));
    Optional<Long> from = from(exchange.query("from"));
    if (!(prefix instanceof Parsed.Ok<KeyPrefix>(var below)) || from.isEmpty()) {
      exchange.answer(400, "prefix must be a key, from a revision");
      return;
    }
    if (exchange.wantsWebSocket()) {
      exchange.upgrade(
          channel -> run(who, below.text(), from.get(), lines -> sendEach(channel, lines)));
      return;
    }
    if (places.availablePermits() == 0) {
      exchange.answer(503, "there are " + WATCHES_MAX + " watches already");
      return;
    }
    exchange.addHeader("Cache-Control", "no-store");
    try (OutputStream out = exchange.stream(200, "application/x-ndjson")) {
      run(who, below.text(), from.get(), out::write); // unbuffered: nothing to flush
    }
  }

  /// From now, when it is not said.
  private Optional<Long> from(Optional<String> text) throws InterruptedException {
    if (text.isEmpty()) {
      return Optional.of(store.snapshot("boot/config").revision());
    }
    boolean digits =
        !text.get().isEmpty()
            && text.get().length() <= 18
            && text.get().chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Optional.of(Long.parseLong(text.get())) : Optional.empty();
  }

  private void run(SessionToken who, String prefix, long from, WatchStream.Sink sink)
      throws IOException, InterruptedException {
    if (!places.tryAcquire()) {
      return; // the last place went to another between the question and now: the stream just ends
    }
    try (ConfigWatch watch = store.watch(prefix, from);
        WatchViews.View view = views.open(who, prefix)) {
      new WatchStream(watch, view, who, time).run(from, sink);
    } finally {
      places.release();
    }
  }

  private static void sendEach(WebSocketChannel channel, byte[] lines)
      throws IOException, InterruptedException {
    int start = 0;
    for (int i = 0; i < lines.length; i++) {
      if (lines[i] == '\n') {
        channel.send(new String(lines, start, i - start, StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
  }
}
