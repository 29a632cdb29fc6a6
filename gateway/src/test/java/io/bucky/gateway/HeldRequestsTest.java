package io.bucky.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that promise bodies and send none. What waits may take 32 MiB, over all of them.
class HeldRequestsTest {
  private static final int STREAMS = 120;
  private static final int WINDOW_BYTES = 64 << 10;
  private static final int HEAD_BYTES = 28 << 10;

  @TempDir Path root;
  private Upstream app;
  private Zone zone;
  private Http2Wire http2;

  @BeforeEach
  void start() throws IOException {
    app = Upstream.named("app");
    zone = new Zone(root).app("blog", "blog", "public", app.port(), "");
    zone.service("verify-hub", app.port(), true);
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

  /// Opens streams until one is refused.
  private String firstAnswer(List<Channel> connections, Http2Headers head, int connectionsMax)
      throws InterruptedException {
    var streams = new ArrayList<Http2Wire.Stream>();
    while (connections.size() < connectionsMax) {
      Channel connection = http2.connect();
      connections.add(connection);
      for (int i = 0; i < STREAMS; i++) {
        streams.add(Http2Wire.open(connection, head, false));
      }
      // an answer on the same connection: what was sent before it has been looked at
      assertThat(ask(connection, "/last")).startsWith("200 app|GET|/last|");
      for (Http2Wire.Stream stream : streams) {
        if (stream.hasInput()) {
          return stream.next();
        }
      }
    }
    return "none";
  }

  private static String ask(Channel connection, String path) throws InterruptedException {
    return Http2Wire.open(connection, Http2Wire.head("GET", "blog.home.localhost", path), true)
        .answer();
  }

  private void assertThatOthersAreServedAfterwards(List<Channel> connections) throws Exception {
    for (Channel connection : connections) {
      connection.close().sync();
    }
    Channel connection = http2.connect();
    Zone.eventually("there is room again", () -> isServed(connection));
  }

  private static boolean isServed(Channel connection) {
    try {
      var call =
          Http2Wire.open(
              connection, Http2Wire.head("POST", "home.localhost", "/kapi/verify-hub"), false);
      call.send("{\"method\":\"m\",\"params\":{}}", true);
      return call.answer().startsWith("200 app|POST|/kapi/verify-hub|");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void callsWhoseBodiesAreOnlyPromisedTakeNoMoreThanThereIs() throws Exception {
    var head = Http2Wire.head("POST", "home.localhost", "/kapi/verify-hub");
    head.add("content-length", "65536");
    var connections = new ArrayList<Channel>();

    assertThat(firstAnswer(connections, head, 6)).isEqualTo("503");

    assertThat(connections).hasSize(5);
    assertThatOthersAreServedAfterwards(connections);
  }

  @Test
  void largeHeadsThatWaitForTheirBodiesTakeNoMoreThanThereIs() throws Exception {
    var head = Http2Wire.head("POST", "blog.home.localhost", "/");
    head.add("content-length", "9").add("x-long", "x".repeat(HEAD_BYTES));
    var connections = new ArrayList<Channel>();

    assertThat(firstAnswer(connections, head, 12)).isEqualTo("503");

    assertThat(connections).hasSizeBetween(8, 10);
    assertThatOthersAreServedAfterwards(connections);
  }
}
