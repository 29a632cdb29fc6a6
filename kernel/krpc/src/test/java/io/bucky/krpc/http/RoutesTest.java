package io.bucky.krpc.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.krpc.EchoService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is served beside kRPC.
final class RoutesTest {
  private static final Duration BOUND = Duration.ofSeconds(10);

  private final KrpcHttpServer server;
  private final int port;
  private final AtomicReference<Optional<String>> whyNotReady =
      new AtomicReference<>(Optional.of("still opening"));
  private final Semaphore ended = new Semaphore(0);

  RoutesTest() throws IOException {
    server = KrpcHttpServer.open(new Metrics(), Time.system(), Duration.ofMillis(300));
    port =
        server.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Endpoint.of(EchoService.create(new Metrics()))
                .with(route("GET", "/count", this::count))
                .with(route("GET", "/socket", exchange -> exchange.upgrade(this::echo)))
                .with(route("POST", "/form", RoutesTest::form))
                .with(route("GET", "/three", RoutesTest::three))
                .with(route("GET", "/broken", exchange -> exchange.answer(recurse(0), "never")))
                .with(route("POST", "/late", this::late))
                .readyWhen(whyNotReady::get));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private interface Work {
    void run(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private static HttpRoute route(String method, String path, Work work) {
    return new HttpRoute() {
      @Override
      public boolean matches(String asked, String at) {
        return asked.equals(method) && at.equals(path);
      }

      @Override
      public void handle(HttpExchange exchange) throws IOException, InterruptedException {
        work.run(exchange);
      }
    };
  }

  /// Streams numbers, slower than the deadline of ordinary requests, until it is interrupted.
  private void count(HttpExchange exchange) throws IOException, InterruptedException {
    try (OutputStream out = exchange.stream(200, "application/x-ndjson")) {
      for (int i = 0; ; i++) {
        out.write((i + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        Time.system().sleep(Duration.ofMillis(200));
      }
    } finally {
      ended.release();
    }
  }

  private void echo(WebSocketChannel channel) throws IOException, InterruptedException {
    try {
      while (channel.isOpen()) {
        Optional<String> message = channel.receive(BOUND);
        if (message.isPresent()) {
          channel.send("you said " + message.get());
        }
      }
    } finally {
      ended.release();
    }
  }

  private static void three(HttpExchange exchange) throws IOException {
    try (OutputStream out = exchange.stream(200, "text/plain")) {
      for (String line : List.of("1\n", "2\n", "3\n")) {
        out.write(line.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @SuppressWarnings("InfiniteRecursion") // the stack's end is the point
  private static int recurse(int depth) {
    return 1 + recurse(depth + 1);
  }

  /// Needs no body, and answers when it is over all the same.
  private void late(HttpExchange exchange) throws IOException, InterruptedException {
    try {
      var _ = exchange.body(64);
    } catch (IOException e) {
      ended.release();
    }
    exchange.answer(200, "a second answer");
  }

  private static void form(HttpExchange exchange) throws IOException, InterruptedException {
    String body = new String(exchange.body(64), StandardCharsets.UTF_8);
    exchange.addHeader("Set-Cookie", "a=b; HttpOnly");
    exchange.answer(
        201,
        body
            + " "
            + exchange.query("q").orElse("-")
            + " "
            + exchange.cookie("c").orElse("-")
            + " "
            + exchange.bearer().orElse("-")
            + " "
            + exchange.address());
  }

  @Test
  void healthAndReadinessAreTwoThings() throws IOException {
    assertThat(RawHttp.get(port, "/healthz")).startsWith("HTTP/1.1 200 ");
    assertThat(RawHttp.get(port, "/readyz")).startsWith("HTTP/1.1 503 ").contains("still opening");

    whyNotReady.set(Optional.empty());

    assertThat(RawHttp.get(port, "/readyz")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void aRouteSeesQueryCookieTokenBodyAndWhoAsks() throws IOException {
    String answer =
        RawHttp.exchange(
            port,
            """
            POST /form?q=a%20b HTTP/1.1
            Host: x
            Connection: close
            Cookie: c=1
            Authorization: Bearer t
            X-Forwarded-For: 8.8.8.8, 10.1.1.1
            Content-Length: 4

            body\
            """
                .replace("\n", "\r\n"));

    assertThat(answer).startsWith("HTTP/1.1 201 ").contains("Set-Cookie: a=b; HttpOnly");
    assertThat(RawHttp.bodyOf(answer)).isEqualTo("body a b 1 t 10.1.1.1\n");
  }

  @Test
  void aRoutesBodyHasALimit() throws IOException {
    assertThat(RawHttp.post(port, "/form", "x".repeat(65))).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void aStreamOutlivesTheDeadlineAndEndsWhenItsReaderLeaves() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write("GET /count HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      String line = in.readLine();
      while (line != null && !line.equals("5")) {
        line = in.readLine();
      }
      assertThat(line).isEqualTo("5");
    }
    assertThat(ended.tryAcquire(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void closingTheServerEndsStreamsAtOnce() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write("GET /count HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      var _ = socket.getInputStream().read();
      long before = System.nanoTime();

      server.close();

      assertThat(ended.tryAcquire(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(System.nanoTime() - before).isLessThan(Duration.ofSeconds(1).toNanos());
    }
  }

  @Test
  void aWebSocketCarriesTextBothWays() throws Exception {
    var heard = new LinkedBlockingQueue<String>();
    try (var client = HttpClient.newHttpClient()) {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .buildAsync(URI.create("ws://127.0.0.1:" + port + "/socket"), new Hearing(heard))
              .get(BOUND.toSeconds(), TimeUnit.SECONDS);

      var _ = socket.sendText("hel", false).get();
      var _ = socket.sendText("lo", true).get();

      assertThat(heard.poll(BOUND.toSeconds(), TimeUnit.SECONDS)).isEqualTo("you said hello");
      var _ = socket.sendClose(1000, "").get();
      assertThat(ended.tryAcquire(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void closingTheServerEndsWebSockets() throws Exception {
    var heard = new LinkedBlockingQueue<String>();
    try (var client = HttpClient.newHttpClient()) {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .buildAsync(URI.create("ws://127.0.0.1:" + port + "/socket"), new Hearing(heard))
              .get(BOUND.toSeconds(), TimeUnit.SECONDS);
      var _ = socket.sendText("a", true).get();
      assertThat(heard.poll(BOUND.toSeconds(), TimeUnit.SECONDS)).isEqualTo("you said a");

      server.close();

      assertThat(ended.tryAcquire(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
      socket.abort();
    }
  }

  @Test
  void aStreamToAClientOfTheOldVersionHasNoChunks() throws IOException {
    String answer = RawHttp.exchange(port, "GET /three HTTP/1.0\r\nHost: x\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 200 ").doesNotContain("chunked");
    assertThat(RawHttp.bodyOf(answer)).isEqualTo("1\n2\n3\n");
  }

  @Test
  void aRouteThatRunsOutOfStackIsAnswered() throws IOException {
    assertThat(RawHttp.get(port, "/broken")).startsWith("HTTP/1.1 500 ");
  }

  @Test
  void aBodyThatIsTooLongIsNotAskedFor() throws IOException {
    assertThat(
            RawHttp.exchange(
                port,
                RawHttp.head(
                    "POST /form HTTP/1.1",
                    "Host: x",
                    "Expect: 100-continue",
                    "Content-Length: 65")))
        .startsWith("HTTP/1.1 413 ");
  }

  @Test
  void aBodyThatFitsIsAskedFor() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              RawHttp.head(
                      "POST /form HTTP/1.1",
                      "Host: x",
                      "Connection: close",
                      "Expect: 100-continue",
                      "Content-Length: 4")
                  .getBytes(StandardCharsets.UTF_8));
      String goOn = "HTTP/1.1 100 Continue\r\n\r\n";
      assertThat(
              new String(socket.getInputStream().readNBytes(goOn.length()), StandardCharsets.UTF_8))
          .isEqualTo(goOn);

      socket.getOutputStream().write("body".getBytes(StandardCharsets.UTF_8));

      assertThat(RawHttp.readAll(socket)).startsWith("HTTP/1.1 201 ");
    }
  }

  @Test
  void aBodyThatCannotBeReadIsAnsweredOnceAndEndsTheRoutesWait() throws Exception {
    String answer =
        RawHttp.exchange(
            port,
            RawHttp.head("POST /late HTTP/1.1", "Host: x", "Transfer-Encoding: chunked")
                + "no size\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("a second answer");
    assertThat(ended.tryAcquire(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aHandshakeOfADraftIsRefused() throws IOException {
    assertThat(
            RawHttp.exchange(
                port,
                RawHttp.head(
                    "GET /socket HTTP/1.1",
                    "Host: x",
                    "Connection: Upgrade, close",
                    "Upgrade: WebSocket",
                    "Origin: http://x",
                    "Sec-WebSocket-Key1: 4 @1  46546xW%0l 1 5",
                    "Sec-WebSocket-Key2: 12998 5 Y3 1  .P00")))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void pingsToAPeerThatTakesNoAnswersDoNotPileUp() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      var out = socket.getOutputStream();
      out.write(
          RawHttp.head(
                  "GET /socket HTTP/1.1",
                  "Host: x",
                  "Connection: Upgrade",
                  "Upgrade: websocket",
                  "Sec-WebSocket-Version: 13",
                  "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==")
              .getBytes(StandardCharsets.UTF_8));
      var head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) socket.getInputStream().read());
      }
      assertThat(head.toString()).startsWith("HTTP/1.1 101 ");
      int pingsInABlock = 1_000;
      var ping = new byte[131]; // masked with zeros
      ping[0] = (byte) 0x89;
      ping[1] = (byte) 0xfd;
      var block = ByteBuffer.allocate(pingsInABlock * ping.length);
      for (int i = 0; i < pingsInABlock; i++) {
        block.put(ping);
      }
      long sent = 0;
      for (int i = 0; i < 300; i++) {
        out.write(block.array());
        sent += block.capacity();
      }
      out.write(new byte[] {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0});

      long received = socket.getInputStream().transferTo(OutputStream.nullOutputStream());

      assertThat(received).isLessThan(sent / 2);
    }
  }

  @Test
  void anOrdinaryRequestToAWebSocketIsRefused() throws IOException {
    assertThat(RawHttp.get(port, "/socket")).startsWith("HTTP/1.1 400 ");
  }

  private record Hearing(BlockingQueue<String> heard) implements WebSocket.Listener {
    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      heard.add(data.toString());
      socket.request(1);
      return null;
    }
  }
}
