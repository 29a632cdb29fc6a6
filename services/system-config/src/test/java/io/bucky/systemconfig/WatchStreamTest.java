package io.bucky.systemconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.config.Change;
import io.bucky.config.Commit;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigWatch;
import io.bucky.config.Mutation;
import io.bucky.config.RemoteConfig;
import io.bucky.config.Transaction;
import io.bucky.config.WatchStep;
import io.bucky.json.Json;
import io.bucky.krpc.http.Endpoint;
import io.bucky.krpc.http.KrpcHttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The watch as a stream and over a WebSocket.
class WatchStreamTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private final ZoneFixture zone = new ZoneFixture().booted();

  WatchStreamTest() throws IOException, InterruptedException {}

  @AfterEach
  void close() {
    zone.close();
  }

  private RemoteConfig client(String token) {
    return RemoteConfig.open(zone.base, () -> Optional.of(token), Time.system());
  }

  private static List<Change> take(ConfigWatch watch, int count) throws InterruptedException {
    var seen = new ArrayList<Change>();
    while (seen.size() < count) {
      switch (watch.next(SOON)) {
        case WatchStep.Changes(var changes, var _) -> {
          assertThat(changes).isNotEmpty();
          seen.addAll(changes);
        }
        case WatchStep.Compacted step -> throw new AssertionError(step);
        case WatchStep.Unavailable step -> throw new AssertionError(step);
      }
    }
    return seen;
  }

  @Test
  void eachWatcherSeesWhatItMayRead() throws IOException, InterruptedException {
    long start = zone.store.snapshot("").revision();
    try (var bob = client(zone.token("bob", "notes"));
        var machine = client(zone.deviceToken());
        var bobWatch = bob.watch("", start);
        var machineWatch = machine.watch("", start)) {
      zone.put("security/x", "secret");
      zone.put("users/bob/apps/notes/settings", "1");
      zone.put("users/alice/apps/notes/settings", "2");
      zone.put("services/notes/info", "3");

      assertThat(take(bobWatch, 2).stream().map(c -> c.key().text()))
          .containsExactly("users/bob/apps/notes/settings", "services/notes/info");
      assertThat(take(machineWatch, 4)).hasSize(4);
    }
  }

  @Test
  void aPermissionThatIsTakenAwayHoldsForOpenWatches() throws IOException, InterruptedException {
    long start = zone.store.snapshot("").revision();
    try (var bob = client(zone.token("bob", "notes"));
        var watch = bob.watch("services", start)) {
      zone.put("services/a/info", "1");
      assertThat(take(watch, 1)).hasSize(1);
      // changes are judged as they are sent: the sign that b was judged comes under the same policy
      String onlyC = "p, bob, obj://config/services/c/info, read, allow\n";
      zone.put("system/rbac/policy", ZoneFixture.TAIL.replace("g, bob, users\n", onlyC));
      zone.put("services/b/info", "2");
      zone.put("services/c/info", "3");

      assertThat(take(watch, 1).getFirst().key().text()).isEqualTo("services/c/info");
    }
  }

  @Test
  void aTokenThatEndsEndsTheStream() throws IOException, InterruptedException {
    String brief = zone.token(zone.hub, "bob", "notes", Duration.ofSeconds(2));

    List<String> lines = lines("?prefix=users", brief);

    assertThat(Json.parse(lines.getFirst()).orThrow().path("type").stringValue())
        .isEqualTo("keepalive");
    assertThat(lines.getLast()).isEqualTo("{\"type\":\"ended\",\"reason\":\"expired\"}");
  }

  @Test
  void aLostHistoryIsSaidAndEndsTheStream() throws IOException, InterruptedException {
    List<String> lines = lines("?from=999999", zone.deviceToken());

    assertThat(lines.getLast()).isEqualTo("{\"type\":\"compacted\",\"oldest\":0}");
  }

  private List<String> lines(String query, String token) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(zone.base.resolve("/kapi/system-config/watch" + query))
            .header("Authorization", "Bearer " + token)
            .build();
    var answer = zone.http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-ndjson");
    try (var reader =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  @Test
  void whoHasNoTokenIsRefused() throws IOException, InterruptedException {
    var without = HttpRequest.newBuilder(zone.base.resolve("/kapi/system_config/watch")).build();
    var wrong =
        HttpRequest.newBuilder(zone.base.resolve("/kapi/system_config/watch"))
            .header("Authorization", "Bearer nonsense")
            .build();

    var answer = zone.http.send(without, HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("No permission:No session token");
    assertThat(zone.http.send(wrong, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(401);
  }

  @Test
  void aWatchGoesOnWhereAServerThatWentAwayLeftIt() throws IOException, InterruptedException {
    long start = zone.store.snapshot("").revision();
    try (var client = client(zone.deviceToken());
        var watch = client.watch("services", start)) {
      zone.put("services/a", "1");
      assertThat(take(watch, 1)).hasSize(1);

      zone.server.close();
      assertThat(watch.next(SOON)).isInstanceOf(WatchStep.Unavailable.class);
      assertThat(watch.next(SOON)).isInstanceOf(WatchStep.Unavailable.class);
      var missed = new Mutation.Set(ConfigKey.of("services/b"), "2");
      assertThat(zone.store.commit(Transaction.of(missed))).isInstanceOf(Commit.Applied.class);

      try (var again = KrpcHttpServer.open(new Metrics(), Time.system())) {
        again.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), zone.base.getPort()),
            new Endpoint(List.of(zone.service.service()), zone.service.routes(), Optional::empty));
        assertThat(take(watch, 1).getFirst().key()).isEqualTo(ConfigKey.of("services/b"));
      }
    }
  }

  @Test
  void theSameMessagesComeOverAWebSocket() throws IOException, InterruptedException {
    var messages = new LinkedBlockingQueue<String>();
    URI address =
        URI.create(
            zone.base.toString().replace("http:", "ws:")
                + "/kapi/system_config/watch?prefix=services");
    WebSocket socket =
        zone.http
            .newWebSocketBuilder()
            .header("Authorization", "Bearer " + zone.deviceToken())
            .buildAsync(address, new Collecting(messages))
            .join();
    assertThat(next(messages)).contains("\"keepalive\"");

    zone.put("services/x", "1");
    zone.put("users/bob/profile", "{}");
    zone.put("services/y", "2");

    assertThat(next(messages)).contains("\"key\":\"services/x\"", "\"value\":\"1\"");
    assertThat(next(messages)).contains("\"key\":\"services/y\"");
    socket.abort();
  }

  private static String next(LinkedBlockingQueue<String> messages) throws InterruptedException {
    String message = messages.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    return message == null ? "nothing came" : message;
  }

  /// Keeps whole messages.
  private static final class Collecting implements WebSocket.Listener {
    private final LinkedBlockingQueue<String> messages;
    private final StringBuilder part = new StringBuilder();

    Collecting(LinkedBlockingQueue<String> messages) {
      this.messages = messages;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      part.append(text);
      if (last) {
        messages.add(part.toString());
        part.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }

  @Test
  void aHundredWatchersSeeTheSameChanges() throws IOException, InterruptedException {
    long start = zone.store.snapshot("").revision();
    String token = zone.deviceToken();
    var threads = new ArrayList<Thread>();
    var complete = new java.util.concurrent.atomic.AtomicInteger();
    try (var client = client(token)) {
      for (int i = 0; i < 100; i++) {
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  try (var watch = client.watch("services", start)) {
                    List<Change> seen = take(watch, 20);
                    if (seen.getLast().value().orElse("").equals("19")) {
                      complete.incrementAndGet();
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
      }
      for (int i = 0; i < 20; i++) {
        zone.put("services/x", Integer.toString(i));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(complete).hasValue(100);
  }
}
