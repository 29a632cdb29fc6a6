package io.bucky.krpc.http;

import io.bucky.base.Deadline;
import io.bucky.base.Log;
import io.bucky.krpc.HttpAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One connection of HTTP/1.1: takes its requests one after the other, sends their answers, and
/// keeps the time. Everything but [#run] belongs to the connection's loop.
final class Connection extends ChannelInboundHandlerAdapter {
  private static final Log LOG = Log.of("krpc.http");
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final long LINGER_MILLIS = 1_000;

  private final Channel channel;
  private final Reception reception;
  private final Exchanges exchanges;
  private final AnswerEncoder encoder;

  /// What was decoded while an earlier request was being answered.
  private final ArrayDeque<Object> waiting = new ArrayDeque<>();

  private final Deadlines.Entry clock;
  private @Nullable Incoming current;
  private boolean received;
  private boolean answering;
  private boolean keepAlive;
  private boolean reading;
  private boolean draining;
  private boolean closing;

  private Connection(
      Channel channel, Reception reception, Exchanges exchanges, AnswerEncoder encoder) {
    this.channel = channel;
    this.reception = reception;
    this.exchanges = exchanges;
    this.encoder = encoder;
    this.clock =
        exchanges.deadlines().enter(Deadline.in(IDLE, exchanges.time()), () -> run(this::timeIsUp));
  }

  static void install(Channel channel, PortTable table, Exchanges exchanges) {
    var encoder = new AnswerEncoder();
    channel
        .pipeline()
        .addLast(
            new RequestDecoder(),
            encoder,
            new Connection(channel, new Reception(table, exchanges), exchanges, encoder));
  }

  /// Runs `task` on the loop, soon, unless the server has ended. Any thread.
  void run(Runnable task) {
    if (!channel.eventLoop().isShuttingDown()) {
      channel.eventLoop().execute(() -> orClose(task));
    }
  }

  /// A bug ends its connection; nobody waits for an answer that does not come.
  private void orClose(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("http.connection.failed", e, "peer", channel.remoteAddress());
      var _ = channel.close();
    }
  }

  Channel channel() {
    return channel;
  }

  private void timeIsUp() {
    Incoming request = current;
    if (!clock.isLate()) {
      return; // a request came, or an answer went, meanwhile
    }
    if (request == null) {
      var _ = channel.close();
    } else if (!answering) {
      request.late();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    reading = true;
    if (closing) {
      ReferenceCountUtil.release(message);
    } else if (waiting.isEmpty() && takes(message)) {
      take(message);
    } else {
      waiting.add(message);
      channel.config().setAutoRead(false);
    }
  }

  /// A request is answered before the next one begins.
  private boolean takes(Object message) {
    return message instanceof HttpRequest ? current == null : !received;
  }

  private void take(Object message) {
    if (message instanceof HttpRequest request) {
      begin(request);
    } else if (message instanceof HttpContent part) {
      try {
        if (part.decoderResult().isFailure()) {
          unreadable();
        } else {
          content(part.content(), part instanceof LastHttpContent);
        }
      } finally {
        part.release();
      }
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  /// The body is not what the head promised.
  private void unreadable() {
    Incoming request = current;
    if (request == null || answering) {
      var _ = channel.close();
      return;
    }
    refuse(400, "the body cannot be read");
    request.gone();
  }

  private void content(ByteBuf part, boolean last) {
    Incoming request = current;
    if (request == null) {
      return; // the rest of a request that was answered before it was read
    }
    received = last;
    if (last) {
      clock.forever();
    }
    request.content(part, last);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    channel.flush();
  }

  /// The request, which was received whole, is late when its answer is not there by then.
  void answerBy(Deadline deadline) {
    clock.renew(deadline);
  }

  private void begin(HttpRequest request) {
    received = false;
    answering = false;
    keepAlive =
        HttpUtil.isKeepAlive(request) && request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    encoder.answers(request.method());
    var deadline = exchanges.deadline();
    clock.renew(deadline);
    Incoming next = reception.receive(this, request, deadline);
    if (next != null) {
      current = next;
    }
  }

  /// Tells a client that waits for it to send the body.
  void proceed() {
    var _ =
        channel.writeAndFlush(
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
  }

  /// Reads on after it stopped for a slow route.
  void resume() {
    if (waiting.isEmpty()) {
      channel.config().setAutoRead(true);
    }
  }

  void pause() {
    channel.config().setAutoRead(false);
  }

  /// Answers a request that breaks a rule, and ends the connection.
  void refuse(int status, String text) {
    refuse(Answers.whole(HttpAnswer.text(status, text)));
  }

  void refuse(FullHttpResponse answer) {
    exchanges.refused().increment();
    keepAlive = false;
    answer(answer);
  }

  void answer(HttpAnswer answer) {
    answer(Answers.whole(answer));
  }

  /// Sends a whole answer; the request is over. Does nothing when the connection has ended, as when
  /// a request was refused before its route answered.
  void answer(FullHttpResponse answer) {
    if (closing) {
      answer.release();
      return;
    }
    answer.headers().set(Answers.CONTENT_LENGTH, answer.content().readableBytes());
    head(answer);
    var _ = channel.write(answer);
    over();
  }

  /// Whether no further answer can be sent.
  boolean isClosing() {
    return closing;
  }

  /// Sends the head of an answer; parts follow, then [#over].
  void head(HttpResponse answer) {
    answering = true;
    if (!received) {
      keepAlive = false; // what is left of the body would be read as a request
    }
    if (!keepAlive) {
      answer.headers().set(Answers.CONNECTION, Answers.CLOSE);
    }
    clock.forever();
  }

  /// Reads on while a stream is being sent, to see when the peer leaves.
  void streams() {
    channel.config().setAutoRead(true);
  }

  /// The answer was sent.
  void over() {
    if (!reading) {
      channel.flush();
    }
    current = null;
    if (closing) {
      return;
    }
    clock.renew(Deadline.in(IDLE, exchanges.time())); // for a peer that does not take it, too
    if (!keepAlive) {
      end();
      return;
    }
    drain();
  }

  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    while (!closing && !waiting.isEmpty() && takes(waiting.peek())) {
      take(waiting.poll());
    }
    draining = false;
    if (waiting.isEmpty()) {
      channel.config().setAutoRead(true);
    }
    if (!reading) {
      var _ = channel.flush();
    }
  }

  /// Closes so that the peer sees the answer even if it is still sending.
  private void end() {
    closing = true;
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    if (received) {
      var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    channel.config().setAutoRead(true);
    var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> linger());
  }

  private void linger() {
    if (channel instanceof DuplexChannel duplex) {
      var _ = duplex.shutdownOutput();
    }
    Runnable close =
        () -> {
          var _ = channel.close();
        };
    var _ = channel.eventLoop().schedule(close, LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// The connection is a WebSocket from now on.
  void leave() {
    clock.leave();
    current = null;
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    channel.config().setAutoRead(true);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    Incoming request = current;
    if (request != null && channel.isWritable()) {
      request.writable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    clock.leave();
    closing = true;
    Incoming request = current;
    if (request != null) {
      request.gone();
    }
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.error("http.connection.failed", cause, "peer", channel.remoteAddress());
    }
    var _ = channel.close();
  }
}
