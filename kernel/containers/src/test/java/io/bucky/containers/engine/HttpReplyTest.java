package io.bucky.containers.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bucky.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What an engine, or something that pretends to be one, may answer.
class HttpReplyTest {
  private static String body(String wire) throws IOException {
    var reply = HttpReply.read(in(wire));
    return new String(reply.bytes(1_000), StandardCharsets.UTF_8);
  }

  private static ByteArrayInputStream in(String wire) {
    return new ByteArrayInputStream(
        wire.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void aBodyEndsByItsLengthItsLastChunkOrTheConnection() throws IOException {
    assertThat(body("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello and more")).isEqualTo("hello");
    assertThat(
            body(
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5;x=y\nhello\nA\n, worlds!!\n0\nT: 1\n\nrest"))
        .isEqualTo("hello, worlds!!");
    assertThat(body("HTTP/1.0 200 OK\n\nuntil the end")).isEqualTo("until the end");
    assertThat(body("HTTP/1.1 204 No Content\n\nnothing")).isEmpty();
    assertThat(body("HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\nContent-Length: 2\n\nok"))
        .isEqualTo("ok");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200",
        "HTTP/2 200 OK\n\n",
        "SSH-2.0-OpenSSH\n",
        "HTTP/1.1 999 x\n\n",
        "HTTP/1.1 200 OK\n: x\n\n",
        "HTTP/1.1 200 OK\nContent-Length: -1\n\n",
        "HTTP/1.1 200 OK\nContent-Length: x\n\n",
        "HTTP/1.1 200 OK\nContent-Length: 5\n\nhel",
        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nzz\n",
        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhelloworld\n0\n\n",
        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhel",
        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n-5\n",
      })
  void whatIsNoAnswerIsRefused(String wire) {
    assertThatThrownBy(() -> body(wire)).isInstanceOf(HttpReply.Malformed.class);
  }

  @Test
  void headersAndBodiesHaveLimits() {
    String endless = "HTTP/1.1 200 OK\n" + "X: y\n".repeat(20_000) + "\n";
    assertThatThrownBy(() -> body(endless)).hasMessageContaining("headers of more than");
    String large = "HTTP/1.1 200 OK\nContent-Length: 2000\n\n" + "x".repeat(2_000);
    assertThatThrownBy(() -> body(large)).hasMessageContaining("more than 1000");
  }

  @Property
  void noBytesMakeItThrowAnythingElse(@ForAll @Size(max = 300) byte[] noise, @ForAll boolean head) {
    var wire = new ByteArrayOutputStream();
    if (head) {
      wire.writeBytes(
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
    }
    wire.writeBytes(noise);
    try {
      assertThat(HttpReply.read(new ByteArrayInputStream(wire.toByteArray())).bytes(10_000))
          .hasSizeLessThanOrEqualTo(300);
    } catch (IOException expected) {
      assertThat(expected).isNotNull();
    }
  }

  @Test
  void logFramesAreTakenApart() throws IOException {
    var wire = new ByteArrayOutputStream();
    frame(wire, 1, "2026-01-01T00:00:00Z one\n2026-01-01T00:00:01Z tw");
    frame(wire, 2, "2026-01-01T00:00:02Z bad\n");
    frame(wire, 1, "o\n");
    wire.writeBytes(new byte[] {1, 0, 0}); // cut off
    var frames = new LogFrames(false);

    frames.read(new ByteArrayInputStream(wire.toByteArray()));

    assertThat(frames.lines())
        .extracting(line -> line.stream() + " " + line.at() + " " + line.text())
        .containsExactly(
            "stdout 2026-01-01T00:00:00Z one",
            "stderr 2026-01-01T00:00:02Z bad",
            "stdout 2026-01-01T00:00:01Z two");
  }

  private static void frame(ByteArrayOutputStream wire, int stream, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    wire.writeBytes(new byte[] {(byte) stream, 0, 0, 0, 0, 0, 0, (byte) bytes.length});
    wire.writeBytes(bytes);
  }

  @Property
  void noLogBytesMakeItThrowAnythingElse(
      @ForAll @Size(max = 200) byte[] noise, @ForAll boolean tty) {
    try {
      new LogFrames(tty).read(new ByteArrayInputStream(noise));
    } catch (IOException expected) {
      assertThat(expected).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nginx,nginx,latest",
    "nginx:1.2,nginx,1.2",
    "localhost:5000/a/b,localhost:5000/a/b,latest",
    "localhost:5000/a/b:c,localhost:5000/a/b,c",
    "a/b@sha256:12,a/b,sha256:12",
    "a/b:1@sha256:12,a/b,sha256:12",
  })
  void anImageWithoutATagIsTheLatest(String reference, String name, String tag) {
    assertThat(ImageReference.of(reference)).isEqualTo(new ImageReference(name, tag));
  }

  @Test
  void theProgressOfAPullNeverGoesBack() {
    var progress = new PullProgress();
    String[] lines = {
      "{'status':'Pulling from library/x','id':'1'}",
      "{'status':'Pulling fs layer','id':'a'}",
      "{'status':'Pulling fs layer','id':'b'}",
      "{'status':'Downloading','id':'a','progressDetail':{'current':50,'total':100}}",
      "{'status':'Download complete','id':'a'}",
      "{'status':'Pulling fs layer','id':'c'}",
      "{'status':'Pull complete','id':'a'}",
      "{'status':'Already exists','id':'b'}",
      "{'status':'Pull complete','id':'c'}",
    };
    int[] percents = new int[lines.length];
    for (int i = 0; i < lines.length; i++) {
      progress.take(Json.parse(lines[i].replace('\'', '"')).orThrow());
      percents[i] = progress.percent();
    }

    assertThat(percents).containsExactly(0, 0, 0, 20, 40, 40, 40, 66, 100);
    progress.take(Json.parse("{\"error\":\"no such image\"}").orThrow());
    assertThat(progress.error()).isEqualTo("no such image");
  }
}
