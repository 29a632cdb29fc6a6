package io.bucky.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An HTTP/2 client that takes ten bytes at a time, on one connection, so that all its requests
/// share the upstream connections of one loop.
class SlowClientTest {
  private static final int WINDOW_BYTES = 10;

  @TempDir Path root;
  private Upstream app;
  private Zone zone;
  private Http2Wire http2;

  @BeforeEach
  void start() throws IOException {
    app = Upstream.named("app");
    zone = new Zone(root).app("blog", "blog", "public", app.port(), "");
    zone.writeInfo();
    zone.writeSettings(Zone.listener("https", 0));
    zone.open();
    http2 = new Http2Wire(zone, WINDOW_BYTES);
  }

  @AfterEach
  void stop() {
    http2.close();
    zone.close();
    app.close();
  }

  @Test
  void anAnswerThatWaitedForItsClientLeavesAnUpstreamConnectionThatWorks()
      throws InterruptedException {
    Channel connection = http2.connect();
    // the answers have one to four pieces: some end on a piece that has to wait
    for (int i = 1; i <= 8; i++) {
      String path = "/" + i + "x".repeat(i * 700);
      var head = Http2Wire.head("GET", "blog.home.localhost", path);
      assertThat(Http2Wire.open(connection, head, true).answer())
          .startsWith("200 app|GET|" + path + "|");
    }
    assertThat(app.calls()).isEqualTo(8);
  }
}
