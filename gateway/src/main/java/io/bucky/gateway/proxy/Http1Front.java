package io.bucky.gateway.proxy;

import io.bucky.gateway.http.ChunkedDecoder;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.http.ParseResult;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/// One HTTP/1 connection of a client: takes its requests one after another. The next one is looked
/// at when the answer to the one before is complete. One event loop.
///
/// `HEAD -> BODY -> ANSWER -> SENDING -> HEAD`, `ANSWER -> TUNNEL`, any `-> LINGER -> CLOSED`.
final class Http1Front extends ChannelInboundHandlerAdapter implements Timed {
  private enum State {
    /// Waits for a request, or for the rest of its head.
    HEAD,
    BODY,
    /// The request is complete, its answer is not.
    ANSWER,
    /// The answer is complete; the client has more of it to take than is kept for it.
    SENDING,
    TUNNEL,
    /// The last answer is complete. It is taken to its end, while the rest of a refused request is
    /// read and dropped.
    LINGER,
    CLOSED
  }

  private final Loop loop;
  private final Peer peer;
  private final Dispatcher dispatcher;
  private final Connections connections;
  private final Inbox inbox;
  private final RequestReader reader;
  private final RequestBody body = new RequestBody();
  private State state = State.HEAD;
  private @Nullable Http1Client client;
  private @Nullable Tunnel tunnel;
  private boolean bodyPaused;
  private boolean processing;
  private boolean lastRequest;
  private long headSince = NEVER;
  private long deadline;

  Http1Front(Loop loop, Peer peer, Dispatcher dispatcher, Connections connections) {
    this.loop = loop;
    this.peer = peer;
    this.dispatcher = dispatcher;
    this.connections = connections;
    this.inbox = new Inbox(loop.allocator());
    this.reader = new RequestReader(inbox, loop.requestHead());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    client = new Http1Client(this, ctx, loop, peer, ctx.pipeline().get(SslHandler.class) != null);
    deadline = loop.nanos() + Limits.KEEP_ALIVE_NANOS;
    loop.watch(this);
    connections.whenDraining(ctx.channel(), this::drain);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    if (state == State.TUNNEL && tunnel != null) {
      tunnel.fromClient(data);
      return;
    }
    inbox.add(data);
    process();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (tunnel != null) {
      tunnel.flushUpstream();
    } else {
      body.flush();
    }
  }

  private void process() {
    if (processing) {
      return;
    }
    processing = true;
    try {
      boolean going = true;
      while (going) {
        going =
            switch (state) {
              case HEAD -> head();
              case BODY -> body();
              case ANSWER, SENDING -> pipelined();
              case LINGER, CLOSED -> drop();
              case TUNNEL -> false;
            };
      }
    } finally {
      processing = false;
    }
  }

  private boolean head() {
    ParseResult result = reader.head();
    if (result == ParseResult.MORE) {
      if (headSince == NEVER && !inbox.isEmpty()) {
        headSince = loop.nanos();
        deadline = headSince + Limits.HEAD_NANOS;
      }
      return false;
    }
    headSince = NEVER;
    if (result == ParseResult.COMPLETE) {
      begin(loop.requestHead(), client());
      return true;
    }
    lastRequest = true;
    state = State.BODY; // where it ends, nobody knows
    body.discard();
    client().begin(false, true);
    dispatcher.refuse(client(), result);
    return false;
  }

  private void begin(Head head, Http1Client to) {
    body.begin();
    bodyPaused = false;
    lastRequest = head.wantsClose() || head.isHttp10() || connections.isDraining();
    boolean bodyless = !reader.hasBody();
    state = bodyless ? State.ANSWER : State.BODY;
    deadline = loop.nanos() + Limits.BODY_NANOS;
    to.begin(head.isMethod("HEAD"), head.isHttp10());
    to.expectContinue(head.expectsContinue() && !head.isHttp10());
    dispatcher.dispatch(head, to);
    if (bodyless && state == State.ANSWER) {
      var _ = body.end(ChunkedDecoder.NO_TRAILERS);
    }
  }

  private boolean body() {
    if (bodyPaused || inbox.isEmpty()) {
      return false;
    }
    deadline = loop.nanos() + Limits.BODY_NANOS;
    return switch (reader.body()) {
      case DATA -> {
        give(reader.data());
        yield true;
      }
      case LAST -> {
        give(reader.data());
        if (state == State.BODY) {
          ended(ChunkedDecoder.NO_TRAILERS);
        }
        yield true;
      }
      case END -> {
        ended(reader.trailers());
        yield true;
      }
      case MORE -> false;
      case MALFORMED -> {
        lastRequest = true;
        dispatcher.refuseBody(client());
        yield false;
      }
    };
  }

  private void give(ByteBuf piece) {
    if (!body.data(piece)) {
      lastRequest = true;
    }
  }

  private void ended(byte[] trailers) {
    state = State.ANSWER;
    if (!body.end(trailers)) {
      next();
    }
  }

  private boolean pipelined() {
    if (inbox.length() > Limits.PIPELINED_BYTES_MAX) {
      client().channel().config().setAutoRead(false);
    }
    return false;
  }

  private boolean drop() {
    inbox.drop();
    return false;
  }

  // What the answering side and the dispatcher ask for.

  void sink(BodySink to) {
    body.to(to);
  }

  void pauseBody() {
    if (state == State.BODY) {
      bodyPaused = true;
      client().channel().config().setAutoRead(false);
    }
  }

  void resumeBody() {
    if (bodyPaused) {
      bodyPaused = false;
      deadline = loop.nanos() + Limits.BODY_NANOS;
      client().channel().config().setAutoRead(true);
      process();
    }
  }

  /// The connection ends with the answer that is being written: it was the last, or the body that
  /// is left is not worth reading to its end.
  boolean isLastRequest() {
    boolean tooMuchLeft = state == State.BODY && reader.isLongerThan(Limits.DISCARD_BYTES_MAX);
    return lastRequest || tooMuchLeft || connections.isDraining();
  }

  /// The answer is complete and flushed.
  ///
  /// @param close it said that the connection ends
  void answered(boolean close) {
    if (close) {
      body.leave();
      linger();
    } else if (state == State.BODY) {
      body.discard();
      resumeBody();
      process();
    } else {
      next();
      process();
    }
  }

  private void next() {
    body.leave();
    if (lastRequest || connections.isDraining()) {
      linger();
    } else if (!client().isWritable()) {
      state = State.SENDING; // answers to pipelined requests would pile up
    } else {
      state = State.HEAD;
      deadline = loop.nanos() + Limits.KEEP_ALIVE_NANOS;
      client().channel().config().setAutoRead(true);
    }
  }

  private void linger() {
    boolean requestLeft = state == State.BODY;
    state = State.LINGER;
    client().lingering().begin(requestLeft);
  }

  void dropSink() {
    body.gone();
  }

  void becomeTunnel(Tunnel through) {
    tunnel = through;
    body.leave();
    state = State.TUNNEL;
    ByteBuf rest = inbox.takeAll();
    if (rest != null) {
      through.fromClient(rest);
      through.flushUpstream();
    }
  }

  /// The answer cannot be finished.
  void cut() {
    body.leave();
    state = State.CLOSED;
    client().close();
  }

  /// The gateway stops: an idle connection closes now, a busy one after its answer.
  private void drain() {
    if (state == State.HEAD && inbox.isEmpty()) {
      linger();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    boolean writable = ctx.channel().isWritable();
    if (tunnel != null) {
      tunnel.clientWritable(writable);
    } else if (writable && state == State.SENDING) {
      next();
      process();
    } else if (writable) {
      body.writable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    loop.forget(this);
    boolean busy = state == State.BODY || state == State.ANSWER;
    state = State.CLOSED;
    inbox.drop();
    client().connectionClosed(busy);
    if (tunnel != null) {
      tunnel.clientClosed();
    } else {
      body.gone();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    connections.failed(cause);
    Io.close(ctx);
  }

  @Override
  public long deadlineNanos() {
    long taking = client().outflow().deadlineNanos();
    return switch (state) {
      case HEAD -> idleOrReading(taking);
      case BODY -> bodyPaused ? taking : Math.min(taking, deadline);
      case ANSWER, SENDING -> taking;
      case LINGER -> client().lingering().deadlineNanos();
      case TUNNEL -> tunnel == null ? NEVER : tunnel.deadlineNanos();
      case CLOSED -> NEVER;
    };
  }

  /// A connection is idle once the client has taken the answer before.
  private long idleOrReading(long taking) {
    if (headSince != NEVER || taking == NEVER) {
      return deadline;
    }
    deadline = loop.nanos() + Limits.KEEP_ALIVE_NANOS;
    return taking;
  }

  @Override
  public void timedOut() {
    deadline = NEVER;
    if (state == State.BODY && body.hasTaker() && !client().isStarted()) {
      lastRequest = true;
      dispatcher.refuseSlow(client());
    } else {
      client().close();
    }
  }

  private Http1Client client() {
    Http1Client known = client;
    if (known == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return known;
  }
}
