package io.bucky.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// WebSockets on which only the app speaks, on a clock that the test moves.
@Tag("slow")
class WebsocketTest {
  private static final String CHANGE =
      String.join(
          "\r\n",
          "HTTP/1.1 101 Switching Protocols",
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Set-Cookie: buckyos_session_token=forged; Path=/",
          "Set-Cookie: mine=1",
          "Set-Cookie: buckyos_refresh_token=forged; Path=/",
          "",
          "");

  @TempDir Path root;
  private final ShiftedTime time = new ShiftedTime();
  private final LinkedBlockingQueue<String> said = new LinkedBlockingQueue<>();
  private RawUpstream upstream;
  private Zone zone;

  @BeforeEach
  void start() throws IOException {
    upstream =
        new RawUpstream((_, in, out) -> {
          RawUpstream.head(in);
          RawUpstream.say(out, CHANGE);
          try {
            while (!Thread.currentThread().isInterrupted()) {
              RawUpstream.say(out, said.take());
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    zone = new Zone(root).app("raw", "raw", "public", upstream.port(), "");
    zone.writeInfo();
    zone.writeSettings(Zone.listener("http", 0));
    zone.open(time);
  }

  @AfterEach
  void stop() throws IOException {
    zone.close();
    upstream.close();
    said.add(""); // the conversation ends on the closed socket
  }

  private Wire websocket() throws IOException {
    return zone.http()
        .send(
            String.join(
                "\r\n",
                "GET /ws HTTP/1.1",
                "Host: raw.home.localhost",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Key: k",
                "",
                ""));
  }

  /// A WebSocket through which something has passed.
  private Wire open() throws IOException {
    Wire wire = websocket();
    assertThat(wire.read().status()).isEqualTo(101);
    assertHears(wire, "hello");
    return wire;
  }

  private void assertHears(Wire wire, String words) throws IOException {
    said.add(words);
    assertThat(new String(wire.bytes(words.length()), StandardCharsets.US_ASCII)).isEqualTo(words);
  }

  @Test
  void anAppSetsNoLoginCookiesWithTheChange() throws IOException {
    try (Wire wire = websocket()) {
      Wire.Response answer = wire.read();
      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.fields())
          .filteredOn(line -> line.startsWith("Set-Cookie"))
          .containsExactly("Set-Cookie: mine=1");
    }
  }

  @Test
  void itStaysOpenWhileOneSideSpeaks() throws IOException {
    try (Wire wire = open()) {
      for (int i = 0; i < 3; i++) {
        zone.pass(time, Duration.ofMinutes(50));
        assertHears(wire, "news" + i);
      }
    }
  }

  @Test
  void itIsClosedAfterAnHourInWhichNobodySpeaks() throws IOException {
    try (Wire wire = open()) {
      zone.pass(time, Duration.ofMinutes(61));
      assertThat(wire.isAtEnd()).isTrue();
    }
  }
}
