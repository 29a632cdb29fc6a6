package io.bucky.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What ends waiting, on a clock that the test moves. The gateway looks once a second.
@Tag("slow")
class TimeoutTest {
  private static final String HOST = "raw.home.localhost";
  private static final int BIG_BYTES = 24 << 20;

  @TempDir Path root;
  private final ShiftedTime time = new ShiftedTime();
  private final CountDownLatch go = new CountDownLatch(1);
  private RawUpstream upstream;
  private Zone zone;

  @BeforeEach
  void start() throws IOException {
    upstream =
        new RawUpstream((_, in, out) -> {
          boolean silent = RawUpstream.head(in).contains("/silent");
          if (!silent) {
            RawUpstream.say(out, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
          }
          await(go);
          RawUpstream.say(out, "cd");
        });
    zone = new Zone(root).app("raw", "raw", "public", upstream.port(), "");
    zone.writeInfo();
    zone.writeSettings(Zone.listener("http", 0));
    zone.open(time);
  }

  @AfterEach
  void stop() throws IOException {
    go.countDown();
    zone.close();
    upstream.close();
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aHeadThatDribblesInIsCutOff() throws IOException {
    try (Wire wire = zone.http()) {
      wire.send("GET / HTTP/1.1\r\nHost: " + HOST + "\r\n");
      Zone.eventually(
          "cut off",
          () -> {
            time.pass(Duration.ofSeconds(11));
            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
            return zone.connections() == 1;
          });
      assertThat(wire.isAtEnd()).isTrue();
    }
  }

  @Test
  void aBodyThatStopsComingIsToldSo() throws IOException {
    try (Wire wire = zone.http()) {
      wire.send("POST /silent HTTP/1.1\r\nHost: " + HOST + "\r\nContent-Length: 9\r\n\r\nabc");
      awaitAnswer(wire);
      assertThat(wire.read().status()).isEqualTo(408);
      assertThat(wire.isAtEnd()).isTrue();
    }
  }

  @Test
  void anUpstreamThatStaysSilentIsA504() throws IOException {
    try (Wire wire = zone.http()) {
      wire.send("GET /silent HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n");
      Zone.eventually(
          "answered",
          () -> {
            time.pass(Duration.ofMinutes(4));
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            return wire.hasInput();
          });
      assertThat(wire.read().status()).isEqualTo(504);
    }
  }

  @Test
  void aDownloadMayTakeAsLongAsItLikes() throws IOException {
    try (Wire wire = zone.http()) {
      wire.send("GET /slow HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n");
      while (!wire.line().isEmpty()) {
        // the head
      }
      assertThat(new String(wire.bytes(2), StandardCharsets.US_ASCII)).isEqualTo("ab");
      time.pass(Duration.ofMinutes(10));
      try (Wire _ = zone.http()) {
        Zone.eventually(
            "an idle connection is closed meanwhile",
            () -> {
              time.pass(Duration.ofSeconds(80));
              LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
              return zone.connections() == 2;
            });
      }
      go.countDown();
      assertThat(new String(wire.bytes(2), StandardCharsets.US_ASCII)).isEqualTo("cd");
    }
  }

  @Test
  void aFileMayTakeAsLongAsItsClientGoesOnTakingIt() throws IOException {
    Zone.write(root.resolve("web/assets/big.bin"), "x".repeat(BIG_BYTES));
    try (Wire wire = zone.http()) {
      wire.send("GET /assets/big.bin HTTP/1.1\r\nHost: home.localhost\r\n\r\n");
      while (!wire.line().isEmpty()) {
        // the head
      }
      List<Wire> idle = onePerLoop();
      closeAll(onePerLoop()); // each loop is done with the answers before
      time.pass(Duration.ofSeconds(80));
      Zone.eventually("every loop has closed its idle connection", () -> zone.connections() == 2);
      assertThat(wire.bytes(BIG_BYTES)).hasSize(BIG_BYTES);
      assertThat(wire.get("/", "home.localhost").status()).isEqualTo(404);
      closeAll(idle);
    }
  }

  private static void closeAll(List<Wire> wires) throws IOException {
    for (Wire wire : wires) {
      wire.close();
    }
  }

  /// Connections go to the loops in turn; these have had an answer.
  private List<Wire> onePerLoop() throws IOException {
    var all = new ArrayList<Wire>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      Wire wire = zone.http();
      assertThat(wire.get("/", "home.localhost").status()).isEqualTo(404);
      all.add(wire);
    }
    return all;
  }

  @Test
  void aFileThatNobodyTakesIsGivenUp() throws IOException {
    Zone.write(root.resolve("web/assets/big.bin"), "x".repeat(BIG_BYTES));
    try (Wire wire = zone.http()) {
      wire.send("GET /assets/big.bin HTTP/1.1\r\nHost: home.localhost\r\n\r\n");
      Zone.eventually("it has begun", wire::hasInput);
      Zone.eventually(
          "given up",
          () -> {
            time.pass(Duration.ofMinutes(1));
            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
            return zone.connections() == 1;
          });
    }
  }

  @Test
  void anExchangeInWhichBothSidesWaitForEachOtherEnds() throws IOException {
    try (var echo =
        new RawUpstream((_, in, out) -> {
          RawUpstream.head(in);
          RawUpstream.say(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
          in.transferTo(out);
        })) {
      zone.app("echo", "echo", "public", echo.port(), "");
      zone.writeInfo();
      Zone.eventually("routed", () -> routes("echo.home.localhost"));
      try (Wire wire = zone.http()) {
        wire.send(
            "POST /echo HTTP/1.1\r\nHost: echo.home.localhost\r\nContent-Length: 1000000000\r\n\r\n");
        Thread sending = Thread.ofVirtual().start(() -> sendForever(wire));
        Zone.eventually(
            "given up",
            () -> {
              time.pass(Duration.ofSeconds(20));
              LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
              return zone.connections() == 1;
            });
        sending.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean routes(String host) {
    try (Wire wire = zone.http()) {
      return wire.send("HEAD / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").read(false).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static void sendForever(Wire wire) {
    String piece = "y".repeat(1 << 20);
    try {
      while (!Thread.currentThread().isInterrupted()) {
        wire.send(piece);
      }
    } catch (IOException e) {
      Thread.currentThread().interrupt(); // the gateway gave up
    }
  }

  @Test
  void aBodyThatNeverBeginsTakesNoConnectionFromTheUpstream() throws IOException {
    try (Wire wire = zone.http()) {
      wire.send("POST / HTTP/1.1\r\nHost: " + HOST + "\r\nContent-Length: 9\r\n\r\n");
      awaitAnswer(wire);
      assertThat(wire.read().status()).isEqualTo(408);
      assertThat(upstream.accepted()).isZero();
    }
  }

  /// Lets time pass until the gateway says something.
  private void awaitAnswer(Wire wire) throws IOException {
    Zone.eventually(
        "answered",
        () -> {
          time.pass(Duration.ofSeconds(61));
          LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
          return wire.hasInput();
        });
  }
}
