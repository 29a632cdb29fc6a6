package io.bucky.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// HTTP/2 answers that are complete before the request is.
class Http2EarlyAnswerTest {
  private static final int WINDOW_BYTES = 64;

  @TempDir Path root;
  private RawUpstream early;
  private Zone zone;
  private Http2Wire http2;

  @BeforeEach
  void start() throws IOException {
    early =
        new RawUpstream((_, in, out) -> {
          RawUpstream.head(in);
          RawUpstream.say(
              out, "HTTP/1.1 403 Forbidden\r\nContent-Length: 500\r\n\r\n" + "n".repeat(500));
          in.readAllBytes();
        });
    zone = new Zone(root).app("early", "early", "public", early.port(), "");
    zone.service("verify-hub", early.port(), true);
    zone.writeInfo();
    zone.writeSettings(Zone.listener("https", 0));
    zone.open();
    http2 = new Http2Wire(zone, WINDOW_BYTES);
  }

  @AfterEach
  void stop() throws IOException {
    http2.close();
    zone.close();
    early.close();
  }

  @Test
  void aCallThatIsTooLongIsToldSo() throws InterruptedException {
    Channel connection = http2.connect();
    var head = Http2Wire.head("POST", "home.localhost", "/kapi/verify-hub");
    head.add("content-length", "2000000");
    var call = Http2Wire.open(connection, head, false);

    assertThat(call.answer()).startsWith("413 ").contains("1048576");
    assertThat(call.next()).isEqualTo("reset 0"); // NO_ERROR
  }

  @Test
  void anAppsAnswerIsWholeThoughItTakesManyWindows() throws InterruptedException {
    Channel connection = http2.connect();
    var head = Http2Wire.head("POST", "early.home.localhost", "/");
    head.add("content-length", "2000000");
    var upload = Http2Wire.open(connection, head, false);
    upload.send("some of it", false);

    assertThat(upload.answer()).isEqualTo("403 " + "n".repeat(500));
    assertThat(upload.next()).isEqualTo("reset 0");
  }
}
