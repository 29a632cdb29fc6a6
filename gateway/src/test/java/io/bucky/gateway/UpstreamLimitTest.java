package io.bucky.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.gateway.proxy.UpstreamLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An upstream that may have one connection and one waiting request for each event loop. Client
/// connections go to the loops in turn.
class UpstreamLimitTest {
  private static final int LOOPS = Math.max(1, Runtime.getRuntime().availableProcessors());

  @TempDir Path root;
  private final ShiftedTime time = new ShiftedTime();
  private final CountDownLatch go = new CountDownLatch(1);
  private final List<Wire> wires = new ArrayList<>();
  private RawUpstream upstream;
  private Zone zone;

  @BeforeEach
  void start() throws IOException {
    upstream =
        new RawUpstream((_, in, out) -> {
          while (!RawUpstream.head(in).isEmpty()) {
            TimeoutTest.await(go);
            RawUpstream.say(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          }
        });
    zone =
        new Zone(root)
            .app("raw", "raw", "public", upstream.port(), "")
            .app("dead", "dead", "public", portOfNobody(), "");
    zone.writeInfo();
    zone.writeSettings(Zone.listener("http", 0));
    zone.open(time, new UpstreamLimits(1, 1));
  }

  private static int portOfNobody() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return server.getLocalPort();
    }
  }

  @AfterEach
  void stop() throws IOException {
    go.countDown();
    for (Wire wire : wires) {
      wire.close();
    }
    zone.close();
    upstream.close();
  }

  private List<Wire> ask(int count) throws IOException {
    var asked = new ArrayList<Wire>();
    for (int i = 0; i < count; i++) {
      asked.add(zone.http().send("GET / HTTP/1.1\r\nHost: raw.home.localhost\r\n\r\n"));
    }
    wires.addAll(asked);
    return asked;
  }

  private static long answered(List<Wire> wires) {
    return wires.stream().filter(Wire::hasInput).count();
  }

  private static void assertRefused(Wire wire) throws IOException {
    Wire.Response answer = wire.read();
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.field("Retry-After")).isPresent();
  }

  @Test
  void asManyAsMayWaitForAConnectionAndTheOthersAreToldToComeBack() throws IOException {
    List<Wire> all = ask(3 * LOOPS);
    Zone.eventually("some are refused", () -> answered(all) == LOOPS);
    for (Wire wire : all.stream().filter(Wire::hasInput).toList()) {
      assertRefused(wire);
      all.remove(wire);
    }

    go.countDown();

    for (Wire wire : all) {
      assertThat(wire.read().body()).isEqualTo("ok");
    }
    assertThat(upstream.accepted()).isEqualTo(LOOPS);
  }

  @Test
  void nobodyWaitsLongForAConnection() throws IOException {
    List<Wire> all = ask(2 * LOOPS);
    Zone.eventually("all connections are taken", () -> upstream.openConnections() == LOOPS);

    Zone.eventually(
        "those that waited are refused",
        () -> {
          time.pass(Duration.ofSeconds(11));
          LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
          return answered(all) == LOOPS;
        });

    for (Wire wire : all.stream().filter(Wire::hasInput).toList()) {
      assertRefused(wire);
    }
  }

  @Test
  void aConnectionThatEndsMakesRoomForOneThatWaits() throws IOException {
    List<Wire> first = ask(LOOPS);
    Zone.eventually("all connections are taken", () -> upstream.openConnections() == LOOPS);
    List<Wire> next = ask(LOOPS);
    for (Wire wire : first) {
      wire.close();
    }
    go.countDown();
    for (Wire wire : next) {
      assertThat(wire.read().body()).isEqualTo("ok");
    }
  }

  @Test
  void aConnectionThatFailsLeavesItsRoomToTheNext() throws IOException {
    for (int i = 0; i < 4 * LOOPS; i++) {
      try (Wire wire = zone.http()) {
        assertThat(wire.get("/", "dead.home.localhost").status()).isEqualTo(502);
      }
    }
  }
}
