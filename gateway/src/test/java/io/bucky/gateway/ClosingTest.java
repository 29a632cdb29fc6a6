package io.bucky.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Answers far larger than what a socket holds, on connections that end after them.
class ClosingTest {
  private static final int BYTES = 24 << 20;
  private static final String APP = "raw.home.localhost";

  @TempDir Path root;
  private RawUpstream upstream;
  private Zone zone;

  @BeforeEach
  void start() throws IOException {
    upstream =
        new RawUpstream((_, in, out) -> {
          RawUpstream.head(in);
          RawUpstream.say(out, "HTTP/1.1 200 OK\r\nContent-Length: " + BYTES + "\r\n\r\n");
          byte[] piece = new byte[64 << 10];
          Arrays.fill(piece, (byte) 'x');
          for (int sent = 0; sent < BYTES; sent += piece.length) {
            out.write(piece);
          }
        });
    zone = new Zone(root).app("raw", "raw", "public", upstream.port(), "");
    zone.writeInfo();
    zone.writeSettings(Zone.listener("http", 0), Zone.listener("https", 0));
    Zone.write(root.resolve("web/assets/big.bin"), "x".repeat(BYTES));
    zone.open();
  }

  @AfterEach
  void stop() throws IOException {
    zone.close();
    upstream.close();
  }

  private void assertWhole(Wire wire) throws IOException {
    assertThat(wire.read().body()).hasSize(BYTES);
    assertThat(wire.isAtEnd()).isTrue();
  }

  @Test
  void aFileIsWholeWhenTheConnectionClosesAfterIt() throws IOException {
    for (String version : new String[] {"1.1\r\nConnection: close", "1.0"}) {
      try (Wire wire = zone.http()) {
        wire.send("GET /assets/big.bin HTTP/" + version + "\r\nHost: home.localhost\r\n\r\n");
        assertWhole(wire);
      }
    }
  }

  @Test
  void anAppsAnswerIsWholeWhenTheConnectionClosesAfterIt() throws IOException {
    for (String version : new String[] {"1.1\r\nConnection: close", "1.0"}) {
      try (Wire wire = zone.http()) {
        wire.send("GET / HTTP/" + version + "\r\nHost: " + APP + "\r\n\r\n");
        assertWhole(wire);
      }
    }
  }

  @Test
  void anAnswerToARefusedUploadIsWholeWhileTheUploadGoesOn() throws IOException {
    try (Wire wire = zone.http()) {
      wire.send(
          "GET /assets/big.bin HTTP/1.1\r\nHost: home.localhost\r\nContent-Length: 100000000\r\n\r\n"
              + "y".repeat(1 << 20));
      assertWhole(wire);
    }
  }

  @Test
  void answersUnderWayAreWholeWhenTheGatewayStops() throws Exception {
    try (Wire file = zone.http();
        Wire app = zone.http()) {
      file.send("GET /assets/big.bin HTTP/1.1\r\nHost: home.localhost\r\n\r\n");
      app.send("GET / HTTP/1.1\r\nHost: " + APP + "\r\n\r\n");
      Zone.eventually("both have begun", () -> file.hasInput() && app.hasInput());
      Thread stopping = Thread.ofVirtual().start(zone::close);
      assertWhole(file);
      assertWhole(app);
      stopping.join();
    }
  }

  @Test
  void requestsWhoseAnswersNobodyTakesAreNotAnsweredAheadOfTime() throws IOException {
    String requests = "GET /assets/big.bin HTTP/1.1\r\nHost: home.localhost\r\n\r\n".repeat(20);
    try (Wire wire = zone.http()) {
      wire.send(requests);
      Zone.eventually("the first has begun", wire::hasInput);
      assertThat(answered()).isZero();
      assertThat(wire.read().body()).hasSize(BYTES);
      assertThat(wire.read().body()).hasSize(BYTES);
    }
  }

  private long answered() throws IOException {
    try (Wire status = Wire.open(zone.port("status"))) {
      return status
          .get("/metrics", "x")
          .body()
          .lines()
          .filter(line -> line.startsWith("gateway_requests_total{route=\"_\",status=\"2xx\"}"))
          .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  @Test
  void anEncryptedAnswerIsWholeWhenTheConnectionClosesAfterIt() throws Exception {
    Path authority = zone.layout().certificates().resolve("ca.pem");
    Zone.eventually("the authority exists", () -> Files.exists(authority));
    for (String[] request : new String[][] {{"/assets/big.bin", "home.localhost"}, {"/", APP}}) {
      try (var socket =
          (SSLSocket)
              TlsTest.trusting(authority)
                  .getSocketFactory()
                  .createSocket("127.0.0.1", zone.port("https"))) {
        OutputStream out = socket.getOutputStream();
        out.write(
            "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                .formatted((Object[]) request)
                .getBytes(StandardCharsets.US_ASCII));
        String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(all.substring(all.indexOf("\r\n\r\n") + 4)).hasSize(BYTES);
      }
    }
  }
}
