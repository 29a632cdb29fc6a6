package io.bucky.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bucky.base.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadTest {
  private static final String HOST = "blog.home.localhost";

  @TempDir Path root;
  private Upstream app;
  private Zone zone;

  @BeforeEach
  void start() throws IOException {
    app = Upstream.named("app");
    zone = new Zone(root).app("blog", "blog", "public", app.port(), "");
    zone.writeSettings(Zone.listener("http", 0));
  }

  @AfterEach
  void stop() {
    zone.close();
    app.close();
  }

  private int status(String host) {
    try (Wire wire = zone.http()) {
      return wire.get("/", host).status();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void withoutRoutesTheZoneIsStartingUntilTheyAreWritten() throws IOException {
    zone.open();
    try (Wire wire = zone.http()) {
      Wire.Response page = wire.get("/", HOST, "Accept: text/html");
      assertThat(page.status()).isEqualTo(503);
      assertThat(page.body()).contains("This zone is starting");

      zone.writeInfo();

      Zone.eventually("the zone has started", () -> status(HOST) == 200);
      assertThat(wire.get("/", HOST).status()).isEqualTo(200);
    }
  }

  @Test
  void aBrokenFileKeepsWhatWasThereAndSaysSo() throws IOException {
    zone.writeInfo();
    zone.open();
    assertThat(status(HOST)).isEqualTo(200);

    Zone.write(zone.layout().gatewayInfo(), "{\"node_info\":");
    Zone.eventually("the problem is told", () -> readiness().contains("routes"));
    assertThat(status(HOST)).isEqualTo(200);
    Zone.write(zone.layout().gatewaySettings(), "{\"listeners\":[{\"kind\":\"tea\"}]}");
    Zone.eventually("the second problem is told", () -> readiness().contains("settings"));
    assertThat(status(HOST)).isEqualTo(200);

    zone.without("blog").writeInfo();
    Zone.eventually("the good file is taken", () -> status(HOST) == 404);
    assertThat(readiness()).doesNotContain("routes");
  }

  private String readiness() {
    try {
      return zone.readiness();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void routesChangeUnderLoadWithoutALostRequest() throws Exception {
    zone.writeInfo();
    zone.open();
    var going = new AtomicBoolean(true);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var clients = new ArrayList<Future<Integer>>();
      for (int i = 0; i < 8; i++) {
        clients.add(threads.submit((Callable<Integer>) () -> requestsUntil(going)));
      }
      for (int i = 0; i < 40; i++) {
        zone.app("extra" + i, "x", "public", 1, "stopped").writeInfo();
        String host = "extra" + i + ".home.localhost";
        Zone.eventually("round " + i, () -> status(host) == 503);
      }
      going.set(false);
      int all = 0;
      for (Future<Integer> client : clients) {
        all += client.get();
      }
      assertThat(all).isGreaterThan(100);
    }
  }

  private int requestsUntil(AtomicBoolean going) throws IOException {
    int done = 0;
    try (Wire wire = zone.http()) {
      while (going.get()) {
        assertThat(wire.get("/", HOST).status()).isEqualTo(200);
        done++;
      }
    }
    return done;
  }

  @Test
  void listenersComeAndGoWithoutTouchingTheConnectionsOfOthers() throws IOException {
    zone.writeInfo();
    zone.open();
    try (Wire kept = zone.http()) {
      assertThat(kept.get("/", HOST).status()).isEqualTo(200);
      int http = zone.port("http");

      zone.writeSettings(Zone.listener("http", 0), Zone.listener("node", 0));
      Zone.eventually("the node listener is open", () -> zone.gateway().port("node").isPresent());
      assertThat(zone.port("http")).isEqualTo(http);

      zone.writeSettings(Zone.listener("node", 0));
      Zone.eventually("the http listener is closed", () -> zone.gateway().port("http").isEmpty());
      assertThat(kept.get("/still", HOST).status()).isEqualTo(200);
    }
  }

  @Test
  void aSecondGatewayOnTheSameRootIsRefused() {
    zone.writeInfo();
    zone.open();

    assertThatThrownBy(() -> Gateway.open(zone.layout(), Time.system()))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("runs on this root already");
  }

  @Test
  void aRequiredPortThatIsTakenIsNamedWithItsHolderAndAnOptionalOneIsSkipped() throws IOException {
    try (var holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = holder.getLocalPort();
      zone.writeSettings(Zone.listener("http", port));

      assertThatThrownBy(() -> Gateway.open(zone.layout(), Time.system()))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("127.0.0.1:" + port)
          .hasMessageContaining("in use")
          .hasMessageContaining("(process " + ProcessHandle.current().pid() + ")");

      zone.writeSettings(
          new io.bucky.zone.GatewaySettings.Listener("127.0.0.1", port, "http", true),
          Zone.listener("node", 0));
      zone.open();
      assertThat(zone.gateway().port("node")).isPresent();
    }
  }

  @Test
  void anAnswerInProgressIsFinishedBeforeTheEnd() throws Exception {
    var release = new java.util.concurrent.CountDownLatch(1);
    try (var slow =
        new RawUpstream((_, in, out) -> {
          RawUpstream.head(in);
          RawUpstream.say(out, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          RawUpstream.say(out, "cd");
        })) {
      zone.app("blog", "blog", "public", slow.port(), "").writeInfo();
      zone.open();
      try (Wire wire = zone.http();
          Wire idle = zone.http()) {
        wire.send("GET / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n");
        wire.line();
        Thread closing = Thread.ofVirtual().start(zone::close);
        assertThat(idle.isAtEnd()).isTrue();
        release.countDown();
        while (!wire.line().isEmpty()) {
          // the rest of the head
        }
        assertThat(new String(wire.bytes(4), java.nio.charset.StandardCharsets.UTF_8))
            .isEqualTo("abcd");
        closing.join();
      }
    }
  }

  @Test
  void theLockFileNamesTheProcess() throws IOException {
    zone.writeInfo();
    zone.open();

    assertThat(Files.readString(zone.layout().run().resolve("gateway.lock")))
        .isEqualTo(Long.toString(ProcessHandle.current().pid()));
  }

  @Test
  void connectionsToAnAppThatIsGoneAreGivenUp() throws IOException {
    try (var keeps =
        new RawUpstream((_, in, out) -> {
          while (!RawUpstream.head(in).isEmpty()) {
            RawUpstream.say(
                out, "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=60\r\nContent-Length: 0\r\n\r\n");
          }
        })) {
      zone.app("brief", "brief", "public", keeps.port(), "").writeInfo();
      zone.open();
      assertThat(status("brief.home.localhost")).isEqualTo(200);
      assertThat(keeps.openConnections()).isEqualTo(1);

      zone.without("brief").writeInfo();

      Zone.eventually("it is closed", () -> keeps.openConnections() == 0);
    }
  }
}
