package io.bucky.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// HTTP/2 clients that do not take what they asked for, on a clock that the test moves.
@Tag("slow")
class Http2WaitTest {
  private static final int HUGE_BYTES = 1 << 30;

  @TempDir Path root;
  private final ShiftedTime time = new ShiftedTime();
  private Upstream app;
  private Zone zone;

  @BeforeEach
  void start() throws IOException {
    app = Upstream.named("app");
    zone = new Zone(root).app("blog", "blog", "public", app.port(), "");
    Zone.write(root.resolve("web/assets/big.bin"), "x".repeat(24 << 20));
    zone.writeInfo();
    zone.writeSettings(Zone.listener("https", 0));
    zone.open(time);
  }

  @AfterEach
  void stop() {
    zone.close();
    app.close();
  }

  private void pass() {
    time.pass(Duration.ofMinutes(1));
    LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
  }

  @Test
  void aFinishedAnswerForWhichTheClientOpensNoWindowIsGivenUp() throws Exception {
    try (var http2 = new Http2Wire(zone, 0)) {
      Channel connection = http2.connect();
      var stream =
          Http2Wire.open(
              connection, Http2Wire.head("GET", "blog.home.localhost", "/finished"), true);
      assertThat(stream.next()).isEqualTo("200");

      Zone.eventually(
          "given up",
          () -> {
            pass();
            return stream.hasInput();
          });

      assertThat(stream.next()).isEqualTo("reset 8"); // CANCEL
      var bodyless =
          Http2Wire.open(connection, Http2Wire.head("HEAD", "blog.home.localhost", "/"), true);
      assertThat(bodyless.answer()).isEqualTo("200 ");
    }
  }

  @Test
  void aClientThatTakesTenBytesNowAndThenGoesOnGettingThem() throws Exception {
    try (var http2 = new Http2Wire(zone, 10)) {
      var head = Http2Wire.head("GET", "blog.home.localhost", "/slow");
      var stream = Http2Wire.open(http2.connect(), head, true);
      stream.channel().config().setAutoRead(false);
      assertThat(stream.next()).isEqualTo("200");
      for (int i = 0; i < 4; i++) {
        zone.pass(time, Duration.ofSeconds(80));
        stream.channel().read();
        assertThat(stream.next()).hasSizeBetween(1, 10).doesNotContain("reset");
      }
    }
  }

  @Test
  void aConnectionThatTakesNoByteOfItsAnswersIsClosed() throws Exception {
    try (var http2 = new Http2Wire(zone, HUGE_BYTES)) {
      Channel connection = http2.connect();
      connection.writeAndFlush(new DefaultHttp2WindowUpdateFrame(HUGE_BYTES)).sync();
      var stream =
          Http2Wire.open(
              connection, Http2Wire.head("GET", "home.localhost", "/assets/big.bin"), true);
      assertThat(stream.next()).isEqualTo("200");
      connection.config().setAutoRead(false);

      Zone.eventually(
          "closed",
          () -> {
            pass();
            return zone.connections() == 1; // the one that asks
          });
    }
  }
}
