package io.bucky.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Answers that have no length: the end of the connection is their end, but not any end.
@Tag("slow")
class BrokenOffTest {
  @TempDir Path root;
  private final ShiftedTime time = new ShiftedTime();
  private final CountDownLatch go = new CountDownLatch(1);
  private RawUpstream upstream;
  private Zone zone;

  @BeforeEach
  void start() throws IOException {
    upstream =
        new RawUpstream((_, in, out) -> {
          RawUpstream.head(in);
          RawUpstream.say(out, "HTTP/1.1 200 OK\r\n\r\nhello");
          TimeoutTest.await(go);
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

  /// A request whose answer has begun.
  private Wire begun() throws IOException {
    Wire wire = zone.http().send("GET / HTTP/1.1\r\nHost: raw.home.localhost\r\n\r\n");
    while (!wire.line().isEmpty()) {
      // the head
    }
    assertThat(wire.line()).isEqualTo("5");
    assertThat(new String(wire.bytes(7), StandardCharsets.US_ASCII)).isEqualTo("hello\r\n");
    return wire;
  }

  @Test
  void theUpstreamEndsItByClosing() throws IOException {
    try (Wire wire = begun()) {
      go.countDown();
      assertThat(wire.line()).isEqualTo("0");
    }
  }

  @Test
  void aResetIsNoEnd() throws IOException {
    try (Wire wire = begun()) {
      upstream.reset();
      assertThatThrownBy(wire::line).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void anHourOfSilenceIsNoEnd() throws IOException {
    try (Wire wire = begun()) {
      time.pass(Duration.ofMinutes(61));
      Zone.eventually("given up", () -> upstreamIsGone());
      assertThatThrownBy(wire::line).isInstanceOf(EOFException.class);
    }
  }

  private boolean upstreamIsGone() {
    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    return zone.connections() == 1; // the one that asks
  }
}
