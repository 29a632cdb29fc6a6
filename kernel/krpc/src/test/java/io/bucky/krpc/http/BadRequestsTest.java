package io.bucky.krpc.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.krpc.EchoService;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.Method;
import io.bucky.krpc.None;
import io.bucky.krpc.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What strangers send: every answer comes, names the trouble, and leaves the server well.
final class BadRequestsTest {
  private static final String HEAD = "POST /kapi/echo HTTP/1.1\r\nHost: x\r\n";
  private static final String NOTHING = "{\"method\":\"nothing\",\"params\":{},\"sys\":[1]}";

  private static final Method<None, None> RECURSE =
      Method.open("broken", "recurse", None.class, None.class, "Needs an endless stack.");
  private static final Method<None, None> RECURSE_AT_ONCE =
      Method.open("broken", "recurse_at_once", None.class, None.class, "On the loop.");

  private final Metrics metrics = new Metrics();
  private final KrpcHttpServer server;
  private final int port;

  BadRequestsTest() throws IOException {
    server = KrpcHttpServer.open(metrics, Time.system(), Duration.ofMillis(800));
    port =
        server.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Endpoint.of(EchoService.create(metrics), broken()));
  }

  /// A service whose bugs nobody foresaw.
  private static KrpcService broken() {
    return KrpcService.named(
            "broken",
            _ -> {
              throw new IllegalStateException("planted");
            })
        .on(RECURSE, (_, _) -> recurse(0) == 0 ? Reply.ok(None.NONE) : Reply.failed("never"))
        .onMemory(
            RECURSE_AT_ONCE,
            (_, _) -> recurse(0) == 0 ? Reply.ok(None.NONE) : Reply.failed("never"))
        .build();
  }

  @SuppressWarnings("InfiniteRecursion") // the stack's end is the point
  private static int recurse(int depth) {
    return 1 + recurse(depth + 1);
  }

  @AfterEach
  void stillAnswersThenCloses() throws IOException {
    assertThat(RawHttp.bodyOf(RawHttp.post(port, "/kapi/echo", NOTHING)))
        .isEqualTo("{\"result\":null,\"sys\":[1]}");
    server.close();
  }

  @Test
  void anAnnouncedBodyBeyondTheLimitIsRefusedBeforeItIsSent() throws IOException {
    String answer =
        RawHttp.exchange(
            port, HEAD + "Content-Length: " + (KrpcService.BODY_BYTES_MAX + 1) + "\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("Connection: close");
  }

  @Test
  void aChunkedBodyBeyondTheLimitIsCutOff() throws IOException {
    String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      var out = socket.getOutputStream();
      out.write((HEAD + "Transfer-Encoding: chunked\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      byte[] bytes = chunk.getBytes(StandardCharsets.UTF_8);
      try {
        for (int i = 0; i < 64; i++) {
          out.write(bytes);
        }
      } catch (IOException e) {
        // cut off while sending, which is the point
      }
      assertThat(RawHttp.readAll(socket))
          .satisfiesAnyOf(
              answer -> assertThat(answer).startsWith("HTTP/1.1 413 "),
              answer -> assertThat(answer).isEqualTo("\n[reset]"));
    }
  }

  @Test
  void aChunkedRequestWithinTheLimitIsAnswered() throws IOException {
    String body = Integer.toHexString(NOTHING.length()) + "\r\n" + NOTHING + "\r\n0\r\n\r\n";

    assertThat(
            RawHttp.exchange(
                port, HEAD + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + body))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void aBodyThatDoesNotArriveInTimeIsGivenUp() throws IOException {
    String answer = RawHttp.exchange(port, HEAD + "Content-Length: 100\r\n\r\n{\"meth");

    assertThat(answer).startsWith("HTTP/1.1 408 ");
  }

  @Test
  void aBodyThatTricklesInIsGivenUpToo() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20);
      var out = socket.getOutputStream();
      out.write((HEAD + "Content-Length: 10000\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      var head = new byte[12];
      int count = 0;
      for (int i = 0; i < 500 && count == 0; i++) {
        out.write(' ');
        try {
          count = socket.getInputStream().readNBytes(head, 0, head.length);
        } catch (java.net.SocketTimeoutException e) {
          // not yet
        }
      }
      assertThat(new String(head, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 408");
    }
  }

  @Test
  void aHandlerThatDoesNotEndIsInterruptedAtTheDeadline() throws IOException {
    String answer =
        RawHttp.post(port, "/kapi/echo", "{\"method\":\"wait\",\"params\":{},\"sys\":[5]}");

    assertThat(RawHttp.bodyOf(answer))
        .startsWith("{\"error\":\"Failed due to reason: no answer in time")
        .endsWith("\"sys\":[5]}");
  }

  @Test
  void aBodyThatIsNotUtf8IsRefused() throws IOException {
    byte[] body =
        "{\"method\":\"nothing\",\"params\":{\"a\":\"\u00e9\"}}"
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] head =
        (HEAD + "Connection: close\r\nContent-Length: " + body.length + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8);
    var request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);

    assertThat(RawHttp.exchange(port, request)).startsWith("HTTP/1.1 400 ").contains("not UTF-8");
  }

  @Test
  void aBodyNestedTooDeeplyIsRefused() throws IOException {
    String deep = "[".repeat(5_000) + "]".repeat(5_000);

    assertThat(RawHttp.post(port, "/kapi/echo", "{\"method\":\"mirror\",\"params\":" + deep + "}"))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void aConnectionThatBreaksOffInsideABodyHarmsNobody() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write((HEAD + "Content-Length: 100\r\n\r\n{").getBytes(StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/kapi/echo/../../etc/passwd",
        "/kapi/%2e%2e/echo",
        "/kapi/echo%2f",
        "/kapi/echo;x=y",
        "/kapi//echo",
        "/kapi/nobody",
        "/",
        "/kapi",
        "/kapi/echo%00",
      })
  void otherPathsReachNoService(String path) throws IOException {
    String answer = RawHttp.post(port, path, NOTHING);

    assertThat(answer)
        .satisfiesAnyOf(
            a -> assertThat(a).startsWith("HTTP/1.1 404 "),
            a -> assertThat(a).startsWith("HTTP/1.1 400 "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /kapi/echo HTTP/1.1\r\n\r\n",
        "POST /kapi/echo HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n",
        "POST /kapi/echo HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /kapi/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        "POST /kapi/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        "\r\n\r\nnonsense\r\n\r\n",
      })
  void brokenHeadsAreRefused(String request) throws IOException {
    assertThat(RawHttp.exchange(port, request)).startsWith("HTTP/1.1 400 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"method\":\"recurse\",\"params\":{},\"sys\":[1]}",
        "{\"method\":\"recurse\",\"params\":{},\"sys\":[1,\"a-token\"]}",
        "{\"method\":\"recurse_at_once\",\"params\":{},\"sys\":[1,\"a-token\"]}",
      })
  void aBugThatNobodyForesawIsAnsweredToo(String body) throws IOException {
    assertThat(RawHttp.post(port, "/kapi/broken", body)).startsWith("HTTP/1.1 500 ");
  }

  @Test
  void whoAsksBeforeSendingABodyToNowhereIsToldAtOnce() throws IOException {
    assertThat(
            RawHttp.exchange(
                port,
                RawHttp.head(
                    "POST /nowhere HTTP/1.1",
                    "Host: x",
                    "Expect: 100-continue",
                    "Content-Length: 9")))
        .startsWith("HTTP/1.1 404 ");
  }

  @Test
  void headersBeyondTheLimitAreRefused() throws IOException {
    String answer =
        RawHttp.exchange(
            port, HEAD + "X-Long: " + "y".repeat(KrpcHttpServer.HEADER_BYTES_MAX) + "\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 431 ");
  }

  @Test
  void refusalsAreCounted() throws IOException {
    var _ = RawHttp.get(port, "/kapi/echo");

    assertThat(RawHttp.get(port, "/metrics")).contains("http_requests_refused_total 1");
  }
}
