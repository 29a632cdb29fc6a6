package io.bucky.krpc.http;

import io.bucky.base.Deadline;
import io.bucky.base.Log;
import io.bucky.krpc.HttpAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request to a route. The route runs on a virtual thread; what [Incoming] says comes on the
/// loop, and answers go there.
final class NettyExchange implements HttpExchange, Incoming {
  private static final Log LOG = Log.of("krpc.http");
  private static final int PARAMETERS_MAX = 64;

  private enum State {
    OPEN,
    STREAMING,
    ANSWERED
  }

  private final Connection connection;
  private final Exchanges exchanges;
  private final HttpRequest request;
  private final RequestTarget target;
  private final Deadline deadline;
  private final RequestBody body;
  private final AnswerStream stream;
  private final String address;
  private final HttpHeaders added = new DefaultHttpHeaders();
  private boolean asked; // for the body, by the loop
  private State state = State.OPEN;
  private Deadlines.@Nullable Entry entry;
  private volatile @Nullable Thread streaming;

  NettyExchange(
      Connection connection,
      Exchanges exchanges,
      HttpRequest request,
      RequestTarget target,
      Deadline deadline,
      long announced) {
    this.connection = connection;
    this.exchanges = exchanges;
    this.request = request;
    this.target = target;
    this.deadline = deadline;
    this.body = new RequestBody(announced, () -> connection.run(this::want));
    this.stream = new AnswerStream(connection);
    this.address = Peer.of(connection.channel(), request);
  }

  /// Hands the request to the route; on the loop.
  void start(HttpRoute route) {
    exchanges.threads().execute(() -> run(route));
  }

  private void run(HttpRoute route) {
    exchanges.running().incrementAndGet();
    Deadlines.Entry entered = exchanges.deadlines().enterThread(deadline);
    entry = entered;
    try {
      route.handle(this);
      finish();
    } catch (HttpExchange.BodyTooLarge e) {
      exchanges.refused().increment();
      fail(413, e.text());
    } catch (IOException e) {
      fail(400, "the request cannot be read"); // the peer is gone, as a rule
    } catch (InterruptedException e) {
      fail(503, "no answer in time");
    } catch (RuntimeException | Error e) {
      LOG.error("http.route.failed", e, "path", path());
      fail(500, "internal error, see the log");
    } finally {
      streaming = null;
      entered.leave();
      exchanges.running().decrementAndGet();
    }
  }

  /// The route waits for more of the body; on the loop.
  private void want() {
    if (!asked && HttpUtil.is100ContinueExpected(request) && !connection.isClosing()) {
      connection.proceed();
    }
    asked = true;
    connection.resume();
  }

  @Override
  public void content(ByteBuf part, boolean last) {
    if (body.add(part, last)) {
      connection.pause();
    }
  }

  @Override
  public void late() {
    // the route's thread has the same deadline
  }

  @Override
  public void gone() {
    body.breakOff();
    stream.wake();
    Thread writer = streaming;
    if (writer != null) {
      writer.interrupt(); // nobody reads what it writes
    }
  }

  @Override
  public void writable() {
    stream.wake();
  }

  @Override
  public String method() {
    return request.method().name();
  }

  @Override
  public String path() {
    return target.path();
  }

  @Override
  public String rawQuery() {
    return target.query();
  }

  @Override
  public Optional<String> query(String name) {
    if (target.query().isEmpty()) {
      return Optional.empty();
    }
    try {
      Map<String, List<String>> parameters =
          new QueryStringDecoder(target.query(), StandardCharsets.UTF_8, false, PARAMETERS_MAX)
              .parameters();
      return Optional.ofNullable(parameters.get(name)).map(List::getFirst);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a percent sign that encodes nothing
    }
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(request.headers().get(name));
  }

  @Override
  public Optional<String> cookie(String name) {
    return request.headers().getAll(HttpHeaderNames.COOKIE).stream()
        .flatMap(text -> ServerCookieDecoder.LAX.decodeAll(text).stream())
        .filter(cookie -> cookie.name().equals(name))
        .map(io.netty.handler.codec.http.cookie.Cookie::value)
        .findFirst();
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public byte[] body(int bytesMax) throws IOException, InterruptedException {
    return body.take(bytesMax, deadline, exchanges.time());
  }

  @Override
  public void addHeader(String name, String value) {
    added.add(name, value);
  }

  @Override
  public void answer(int status, String contentType, byte[] bytes) {
    begin(State.ANSWERED);
    answerWhole(status, contentType, bytes);
  }

  @Override
  public void answer(int status, String text) {
    HttpAnswer answer = HttpAnswer.text(status, text);
    var bytes = new byte[answer.body().remaining()];
    answer.body().get(bytes);
    answer(status, answer.contentType(), bytes);
  }

  private void answerWhole(int status, String contentType, byte[] bytes) {
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(status),
            Unpooled.wrappedBuffer(bytes),
            headers(contentType),
            EmptyHttpHeaders.INSTANCE);
    connection.run(() -> connection.answer(response));
  }

  private HttpHeaders headers(String contentType) {
    if (!contentType.isEmpty()) {
      added.set(Answers.CONTENT_TYPE, contentType);
    }
    return added;
  }

  @Override
  public OutputStream stream(int status, String contentType) {
    begin(State.STREAMING);
    Deadlines.Entry running = entry;
    if (running != null) {
      running.forever();
    }
    streaming = Thread.currentThread();
    var head =
        new DefaultHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), headers(contentType));
    if (request.protocolVersion().equals(HttpVersion.HTTP_1_1)) { // else the close ends the body
      head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    stream.begin(head);
    return stream;
  }

  @Override
  public boolean wantsWebSocket() {
    return method().equals("GET")
        && request.headers().containsValue(HttpHeaderNames.UPGRADE, "websocket", true);
  }

  @Override
  public void upgrade(WebSocketEndpoint endpoint) {
    begin(State.ANSWERED);
    connection.run(() -> {
      if (!WebSockets.upgrade(connection, request, added, exchanges, endpoint)) {
        connection.answer(HttpAnswer.text(400, "not a WebSocket handshake"));
      }
    });
  }

  /// The route has returned.
  private void finish() {
    switch (state) {
      case OPEN -> throw new IllegalStateException("the route gave no answer");
      case STREAMING -> stream.close();
      case ANSWERED -> {}
    }
    state = State.ANSWERED;
  }

  /// The route has thrown: tells the peer when the answer has not begun, and breaks the connection
  /// off when it has.
  private void fail(int status, String text) {
    switch (state) {
      case OPEN -> connection.run(() -> connection.refuse(status, text));
      case STREAMING -> {
        var _ = connection.channel().close();
      }
      case ANSWERED -> {}
    }
    state = State.ANSWERED;
  }

  private void begin(State next) {
    if (state != State.OPEN) {
      throw new IllegalStateException("the answer has begun");
    }
    state = next;
  }
}
