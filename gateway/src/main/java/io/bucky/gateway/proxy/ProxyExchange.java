package io.bucky.gateway.proxy;

import io.bucky.gateway.http.Answer;
import io.bucky.gateway.http.FieldKind;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.pages.Pages;
import io.bucky.gateway.route.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// One request on its way to an upstream, and the answer on its way back. One event loop.
///
/// It takes a connection when its request goes on behind the head, so that nobody holds one by not
/// sending a body; what it keeps meanwhile is paid for. A request whose kept-alive connection turns
/// out to be closed before any byte of an answer is sent once more on a new one, when it has no
/// body and repeating it does no harm.
final class ProxyExchange implements BodySink {
  private static final byte[] LAST_CHUNK = "0\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LINE_END = {'\r', '\n'};

  /// What may be done with a request.
  enum Manner {
    /// It has no body, and sending it twice does no harm.
    REPEATABLE,
    ONCE,
    /// It asks to change the protocol.
    WEBSOCKET
  }

  private final Client client;
  private final Endpoint endpoint;
  private final boolean internal;
  private final boolean chunked;
  private final Manner manner;
  private final boolean html;
  private final Unsent unsent;
  private IntConsumer heard = _ -> {};
  private @Nullable UpstreamPool pool;
  private @Nullable UpstreamConnection connection;
  private boolean waiting;
  private boolean reused;
  private boolean bodySent;
  private boolean requestEnded;
  private boolean answered;
  private boolean over;
  private boolean bodyPaused;

  /// @param head whole request head for the upstream, owned by the exchange
  /// @param internal the upstream is a service of the zone
  /// @param chunked the body is to be sent in chunks
  /// @param html the client is a browser that shows a page
  ProxyExchange(
      Client client,
      Endpoint endpoint,
      ByteBuf head,
      boolean internal,
      boolean chunked,
      Manner manner,
      boolean html) {
    this.client = client;
    this.endpoint = endpoint;
    this.unsent = new Unsent(head, client.loop().held());
    this.internal = internal;
    this.chunked = chunked;
    this.manner = manner;
    this.html = html;
  }

  /// @param bodyFollows the client may take its time to send it
  void start(boolean bodyFollows) {
    client.sink(this);
    if (bodyFollows || unsent.hasLargeHead()) {
      pay();
    }
  }

  private void pay() {
    if (!unsent.pay()) {
      refuse();
    }
  }

  /// All that may be held of requests is held.
  private void refuse() {
    UpstreamPool from = pool;
    if (from != null) {
      from.giveUp(this);
    }
    fail(Pages.busy());
  }

  private void connect() {
    if (pool == null && !over) {
      connect(client.loop().pool(endpoint), false);
    }
  }

  private void connect(UpstreamPool from, boolean fresh) {
    pool = from;
    from.acquire(this, fresh);
    waiting = connection == null && !over;
    if (waiting) {
      pay();
    }
  }

  /// `listener` hears the answer's status before the client does.
  void whenAnswered(IntConsumer listener) {
    heard = listener;
  }

  boolean isHead() {
    return client.isHead();
  }

  boolean isRequestSent() {
    return requestEnded;
  }

  // The pool answers.

  void connected(UpstreamConnection opened, boolean wasUsed) {
    if (over) {
      opened.close();
      return;
    }
    connection = opened;
    reused = wasUsed;
    opened.begin(this);
    unsent.sendTo(opened, manner == Manner.REPEATABLE);
    if (waiting) {
      waiting = false;
      opened.flush();
    }
    resumeBody();
  }

  void connectFailed(String why) {
    fail(Pages.upstreamDown(html, endpoint.name(), why));
  }

  /// The upstream has as many connections and requests as it may have.
  void noRoom() {
    fail(Pages.upstreamBusy(html, endpoint.name()));
  }

  // The client sends its request.

  @Override
  public void data(ByteBuf data) {
    connect();
    if (over) {
      data.release();
      return;
    }
    bodySent = true;
    if (chunked) {
      send(chunkHead(data.readableBytes()));
      send(data);
      send(client.loop().allocator().directBuffer(2).writeBytes(LINE_END));
    } else {
      send(data);
    }
    UpstreamConnection to = connection;
    if (!over && (to == null || !to.isWritable())) {
      bodyPaused = true;
      client.pauseBody();
    }
  }

  private ByteBuf chunkHead(int length) {
    ByteBuf line = client.loop().allocator().directBuffer(16);
    ByteBufUtil.writeAscii(line, Integer.toHexString(length).toLowerCase(Locale.ROOT));
    return line.writeBytes(LINE_END);
  }

  private void send(ByteBuf data) {
    UpstreamConnection to = connection;
    if (to != null) {
      to.write(data);
    } else if (over) {
      data.release();
    } else if (!unsent.keep(data)) {
      data.release();
      refuse();
    }
  }

  @Override
  public void end(byte[] trailers) {
    requestEnded = true;
    connect();
    if (chunked && !over) {
      send(
          client
              .loop()
              .allocator()
              .directBuffer(trailers.length + 8)
              .writeBytes(LAST_CHUNK)
              .writeBytes(trailers)
              .writeBytes(LINE_END));
    }
  }

  @Override
  public void flush() {
    UpstreamConnection to = connection;
    if (to != null && !over) {
      to.flush();
    }
  }

  @Override
  public void gone() {
    finish();
    UpstreamConnection to = connection;
    if (to != null) {
      connection = null;
      to.close();
    } else if (waiting && pool != null) {
      pool.giveUp(this);
    }
  }

  @Override
  public void writable() {
    UpstreamConnection from = connection;
    if (from != null && !over) {
      from.resumeReading();
    }
  }

  // The upstream takes the request and answers.

  void upstreamWritable() {
    resumeBody();
  }

  private void resumeBody() {
    if (bodyPaused) {
      bodyPaused = false;
      client.resumeBody();
    }
  }

  void responseHead(Head answer, long length) {
    answered = true;
    unsent.drop();
    withoutLoginCookies(answer);
    heard.accept(answer.status());
    client.head(answer, length);
  }

  /// An app may not set the cookies that the zone's login rests on.
  private void withoutLoginCookies(Head answer) {
    for (int i = 0; !internal && i < answer.fieldCount(); i++) {
      if (answer.kind(i) == FieldKind.SET_COOKIE && LoginCookies.isLogin(answer.value(i))) {
        answer.drop(i);
      }
    }
  }

  void responseData(ByteBuf data) {
    client.data(data);
    UpstreamConnection from = connection;
    if (from != null && !client.isWritable()) {
      from.pauseReading();
    }
  }

  void responseEnd(byte[] trailers) {
    connection = null;
    finish();
    client.end(trailers);
  }

  void flushClient() {
    client.flush();
  }

  /// 101: from here on bytes pass both ways. False when nobody asked for that.
  boolean switching(Head answer, UpstreamConnection from) {
    if (manner != Manner.WEBSOCKET || !answer.isWebsocketUpgrade()) {
      return false;
    }
    connection = null;
    finish();
    withoutLoginCookies(answer);
    client.upgrade(answer, from);
    return true;
  }

  /// The connection closed before its time.
  ///
  /// @param untouched no byte of an answer had come
  void lost(boolean untouched) {
    connection = null;
    if (untouched && reused && !bodySent && !over && unsent.hasHead() && pool != null) {
      connect(pool, true); // the head is kept of what may be repeated
    } else {
      fail(Pages.upstreamDown(html, endpoint.name(), "it closed the connection without an answer"));
    }
  }

  void broken(String why) {
    UpstreamConnection from = connection;
    connection = null;
    if (from != null) {
      from.close();
    }
    fail(Pages.upstreamDown(html, endpoint.name(), why));
  }

  void timedOut() {
    UpstreamConnection from = connection;
    connection = null;
    if (from != null) {
      from.close();
    }
    fail(Pages.upstreamSlow(html, endpoint.name()));
  }

  private void fail(Answer answer) {
    if (over) {
      return;
    }
    finish();
    if (answered) {
      client.abort();
    } else {
      client.answer(answer);
    }
  }

  private void finish() {
    over = true;
    unsent.drop();
  }
}
