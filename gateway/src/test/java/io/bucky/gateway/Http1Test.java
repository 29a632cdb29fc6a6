package io.bucky.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The proxy on the wire of HTTP/1. Lines end in CR LF, which no text block can say.
@SuppressWarnings("StringConcatToTextBlock")
class Http1Test {
  private static final String HOST = "blog.home.localhost";

  @TempDir Path root;
  private Upstream app;
  private Zone zone;

  @BeforeEach
  void start() throws IOException {
    app = Upstream.named("app");
    zone = new Zone(root).app("blog", "blog", "public", app.port(), "");
    zone.writeInfo();
    zone.writeSettings(Zone.listener("http", 0));
    zone.open();
  }

  @AfterEach
  void stop() {
    zone.close();
    app.close();
  }

  /// Routes `raw.home.localhost` to `upstream`; returns when the gateway has taken it up.
  private void behind(RawUpstream upstream) {
    String marker = "probe-" + upstream.port();
    zone.app("raw", "raw", "public", upstream.port(), "").app(marker, "m", "public", 1, "stopped");
    zone.writeInfo();
    Zone.eventually("route to the raw upstream", () -> isStopped(marker + ".home.localhost"));
  }

  private boolean isStopped(String host) {
    try (Wire wire = zone.http()) {
      return wire.get("/", host).status() == 503;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void oneConnectionCarriesManyRequestsAndPipelinedOnesInOrder() throws IOException {
    try (Wire wire = zone.http()) {
      for (int i = 0; i < 5; i++) {
        assertThat(wire.get("/" + i, HOST).body()).startsWith("app|GET|/" + i + "|");
      }
      wire.send(
          "GET /a HTTP/1.1\r\nHost: %s\r\n\r\nPOST /b HTTP/1.1\r\nHost: %s\r\nContent-Length: 3\r\n\r\nxyzGET /c HTTP/1.1\r\nHost: %s\r\n\r\n"
              .formatted(HOST, HOST, HOST));
      assertThat(wire.read().body()).startsWith("app|GET|/a|");
      assertThat(wire.read().body()).startsWith("app|POST|/b|").endsWith("|xyz");
      assertThat(wire.read().body()).startsWith("app|GET|/c|");
    }
  }

  @Test
  void aHeadArrivesByteByByte() throws IOException {
    try (Wire wire = zone.http()) {
      String request = "POST /slow HTTP/1.1\r\nHost: " + HOST + "\r\nContent-Length: 2\r\n\r\nok";
      for (int i = 0; i < request.length(); i++) {
        wire.send(request.substring(i, i + 1));
      }
      assertThat(wire.read().body()).endsWith("|ok");
    }
  }

  @Test
  void aChunkedRequestArrivesWholeAndTheConnectionGoesOn() throws IOException {
    try (Wire wire = zone.http()) {
      wire.send(
          "POST /c HTTP/1.1\r\nHost: "
              + HOST
              + "\r\nTransfer-Encoding: chunked\r\n\r\n3;ext=1\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
      assertThat(wire.read().body()).endsWith("|abcdefg");
      assertThat(wire.get("/next", HOST).status()).isEqualTo(200);
    }
  }

  @Test
  void aChunkedAnswerStreamsToOneThatUnderstandsItAndEndsWithTheConnectionElsewhere()
      throws IOException {
    try (Wire wire = zone.http()) {
      Wire.Response answer = wire.get("/stream", HOST);
      assertThat(answer.field("Transfer-Encoding")).hasValue("chunked");
      assertThat(answer.body()).isEqualTo("part0;part1;part2;");
      assertThat(wire.get("/again", HOST).status()).isEqualTo(200);
    }
    try (Wire wire = zone.http()) {
      wire.send("GET /stream HTTP/1.0\r\nHost: " + HOST + "\r\n\r\n");
      Wire.Response answer = wire.read();
      assertThat(answer.field("Transfer-Encoding")).isEmpty();
      assertThat(answer.body()).isEqualTo("part0;part1;part2;");
      assertThat(wire.isAtEnd()).isTrue();
    }
  }

  @Test
  void trailersGoOnExceptThoseThatOnlyTheGatewayMaySay() throws IOException {
    try (var reads =
        new RawUpstream((_, in, out) -> {
          RawUpstream.head(in);
          String body = RawUpstream.head(in).replace("\r\n", "|");
          RawUpstream.say(
              out, "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        })) {
      behind(reads);
      try (Wire wire = zone.http()) {
        wire.send(
            "POST / HTTP/1.1\r\nHost: raw.home.localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3;ext\r\nabc\r\n0\r\nX-T: 1\r\nRemote-User: root\r\nContent-Length: 9\r\n\r\n");
        assertThat(wire.read().body()).isEqualTo("3|abc|0|X-T: 1||");
      }
    }
  }

  @Test
  void headHasTheFieldsAndNoBody() throws IOException {
    try (Wire wire = zone.http()) {
      wire.send("HEAD / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n");
      assertThat(wire.read(false).status()).isEqualTo(200);
      assertThat(wire.get("/after", HOST).body()).startsWith("app|GET|/after|");
    }
  }

  @Test
  void aClientThatWaitsForPermissionGetsIt() throws IOException {
    try (Wire wire = zone.http()) {
      wire.send(
          "POST /e HTTP/1.1\r\nHost: "
              + HOST
              + "\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
      assertThat(wire.read().status()).isEqualTo(100);
      wire.send("hello");
      Wire.Response answer = wire.read();
      assertThat(answer.body()).endsWith("|hello").doesNotContain("Expect=");
    }
  }

  @Test
  void anAbsoluteTargetNamesTheHost() throws IOException {
    try (Wire wire = zone.http()) {
      wire.send("GET http://" + HOST + "/abs HTTP/1.1\r\nHost: other.example\r\n\r\n");
      assertThat(wire.read().body()).startsWith("app|GET|/abs|").contains("Host=[" + HOST + "]");
    }
  }

  @Test
  void aRequestThatCanBeReadTwoWaysIsRefusedAndEndsTheConnection() throws IOException {
    String start = "POST / HTTP/1.1\r\nHost: " + HOST + "\r\n";
    for (String fields :
        new String[] {
          "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
          "Content-Length: 3\r\nContent-Length: 4\r\n",
          "Content-Length: 3\r\nContent-Length: 3\r\n",
          "Content-Length: 3, 3\r\n",
          "Content-Length: +3\r\n",
          "Content-Length : 3\r\n",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
          "Host: two.example\r\n",
          "X: a\n",
          "X: a\rb\r\n",
          " folded: x\r\n",
          "X\u0000: a\r\n"
        }) {
      try (Wire wire = zone.http()) {
        wire.send(start + fields + "\r\nabc");
        assertThat(wire.read().status()).as(fields).isEqualTo(400);
        assertThat(wire.isAtEnd()).as(fields).isTrue();
      }
    }
    assertThat(app.calls()).isZero();
  }

  @Test
  void whatIsNotUnderstoodIsNamed() throws IOException {
    assertThat(status("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"))
        .isEqualTo(501);
    assertThat(status("GET / HTTP/2.0\r\nHost: a\r\n\r\n")).isEqualTo(505);
    assertThat(status("GET / HTTP/1.1\r\n\r\n")).isEqualTo(400);
    assertThat(status("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n")).isEqualTo(400);
    assertThat(status("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n")).isEqualTo(501);
    assertThat(status("POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n")).isEqualTo(417);
    assertThat(status("GET /" + "x".repeat(17 << 10) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
        .isEqualTo(414);
    assertThat(status("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(33 << 10) + "\r\n\r\n"))
        .isEqualTo(431);
    assertThat(status("GET / HTTP/1.1\r\nHost: a\r\n" + "X: 1\r\n".repeat(130) + "\r\n"))
        .isEqualTo(431);
    String options = "close, a,".repeat(9);
    assertThat(
            status(
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: %s\r\nConnection: %s\r\n\r\n"
                    .formatted(options, options)))
        .isEqualTo(431);
  }

  @Test
  void aFieldThatConnectionNamesGoesNoFurther() throws IOException {
    try (Wire wire = zone.http()) {
      Wire.Response answer =
          wire.get("/", HOST, "Connection: x-one, X-TWO", "X-One: 1", "x-Two: 2", "X-Tw: 3");
      assertThat(answer.body()).contains("X-tw=[3]").doesNotContain("X-one", "X-two");
    }
  }

  @Test
  void aChangeOfProtocolThatNobodyAskedForIsA502() throws IOException {
    try (var eager =
        new RawUpstream((_, in, out) -> {
          RawUpstream.head(in);
          RawUpstream.say(
              out,
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                  + "Upgrade: websocket\r\n\r\n");
          in.transferTo(out);
        })) {
      behind(eager);
      try (Wire wire = zone.http()) {
        assertThat(wire.get("/", "raw.home.localhost").status()).isEqualTo(502);
        assertThat(wire.get("/next", HOST).status()).isEqualTo(200);
      }
    }
  }

  private int status(String request) throws IOException {
    try (Wire wire = zone.http()) {
      return wire.send(request).read().status();
    }
  }

  @Test
  void aLargeBodyStreamsUpWithoutBeingHeld() throws IOException {
    long length = 64L << 20;
    try (Wire wire = zone.http()) {
      wire.send(
          "POST /count HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n".formatted(HOST, length));
      String piece = "x".repeat(1 << 20);
      for (int i = 0; i < 64; i++) {
        wire.send(piece);
      }
      assertThat(wire.read().body()).isEqualTo(Long.toString(length));
    }
  }

  @Test
  void aClientThatDoesNotReadSlowsItsUpstreamDown() throws IOException {
    var written = new AtomicLong();
    try (var endless =
        new RawUpstream((_, in, out) -> {
          RawUpstream.head(in);
          RawUpstream.say(out, "HTTP/1.1 200 OK\r\nContent-Length: 4294967296\r\n\r\n");
          byte[] piece = new byte[64 << 10];
          while (true) {
            out.write(piece);
            written.addAndGet(piece.length);
          }
        })) {
      behind(endless);
      written.set(0);
      try (Wire wire = zone.http()) {
        wire.send("GET /big HTTP/1.1\r\nHost: raw.home.localhost\r\n\r\n");
        wire.line();
        var before = new AtomicLong(-1);
        Zone.eventually(
            "the upstream stands still",
            () -> {
              long now = written.get();
              java.util.concurrent.locks.LockSupport.parkNanos(200_000_000L);
              return now > 0 && before.getAndSet(now) == now;
            });
        assertThat(written.get()).isLessThan(64L << 20);
      }
    }
  }

  @Test
  void aWebsocketPassesBothWays() throws IOException {
    try (var echo =
        new RawUpstream((_, in, out) -> {
          String head = RawUpstream.head(in);
          if (!head.contains("Upgrade: websocket")) {
            RawUpstream.say(out, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            return;
          }
          RawUpstream.say(
              out,
              String.join(
                  "\r\n",
                  "HTTP/1.1 101 Switching Protocols",
                  "Connection: Upgrade",
                  "Upgrade: websocket",
                  "Sec-WebSocket-Accept: abc",
                  "",
                  "first"));
          for (int b = in.read(); b >= 0; b = in.read()) {
            out.write(b);
            out.flush();
          }
        })) {
      behind(echo);
      try (Wire wire = zone.http()) {
        wire.send(
            String.join(
                "\r\n",
                "GET /ws HTTP/1.1",
                "Host: raw.home.localhost",
                "Connection: keep-alive, Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Key: k",
                "",
                ""));
        Wire.Response answer = wire.read();
        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.field("Sec-WebSocket-Accept")).hasValue("abc");
        assertThat(answer.field("Upgrade")).hasValue("websocket");
        assertThat(new String(wire.bytes(5), java.nio.charset.StandardCharsets.UTF_8))
            .isEqualTo("first");
        wire.send("ping");
        assertThat(new String(wire.bytes(4), java.nio.charset.StandardCharsets.UTF_8))
            .isEqualTo("ping");
      }
      Zone.eventually("the upstream hears of the end", () -> echo.openConnections() == 0);
    }
  }

  @Test
  void aKeptConnectionThatTheUpstreamClosedIsReplacedWithoutTheClientNoticing() throws IOException {
    try (var once =
        new RawUpstream((_, in, out) -> {
          if (!RawUpstream.head(in).isEmpty()) {
            RawUpstream.say(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          }
          RawUpstream.head(in); // takes the next request and closes without an answer
        })) {
      behind(once);
      try (Wire wire = zone.http()) {
        for (int i = 0; i < 4; i++) {
          assertThat(wire.get("/" + i, "raw.home.localhost").body()).isEqualTo("ok");
        }
      }
    }
  }

  @Test
  void anAnswerThatBreaksOffIsCutAndNotEndedAsIfWhole() throws IOException {
    try (var broken =
        new RawUpstream((_, in, out) -> {
          RawUpstream.head(in);
          RawUpstream.say(
              out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        })) {
      behind(broken);
      try (Wire wire = zone.http()) {
        wire.send("GET / HTTP/1.1\r\nHost: raw.home.localhost\r\n\r\n");
        org.assertj.core.api.Assertions.assertThatThrownBy(wire::read)
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void anUpstreamThatDoesNotSpeakHttpIsA502() throws IOException {
    for (String nonsense :
        new String[] {
          "SSH-2.0-x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
          "HTTP/1.1 200 OK\r\nBad Name: 1\r\n\r\n"
        }) {
      try (var wrong =
          new RawUpstream((_, in, out) -> {
            RawUpstream.head(in);
            RawUpstream.say(out, nonsense);
          })) {
        behind(wrong);
        try (Wire wire = zone.http()) {
          assertThat(wire.get("/", "raw.home.localhost").status()).as(nonsense).isEqualTo(502);
        }
      }
    }
  }

  @Test
  void aRefusedUploadStillGetsItsAnswer() throws IOException {
    try (Wire wire = zone.http()) {
      wire.send(
          "POST / HTTP/1.1\r\nHost: nope.home.localhost\r\nContent-Length: 100000000\r\n\r\nabc");
      assertThat(wire.read().status()).isEqualTo(404);
    }
    try (Wire wire = zone.http()) {
      wire.send("POST / HTTP/1.1\r\nHost: nope.home.localhost\r\nContent-Length: 3\r\n\r\nabc");
      assertThat(wire.read().status()).isEqualTo(404);
      assertThat(wire.get("/next", HOST).status()).isEqualTo(200);
    }
  }
}
