package io.bucky.gateway.proxy;

import io.bucky.gateway.http.ChunkedDecoder;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.http.HeadParser;
import io.bucky.gateway.http.ParseResult;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/// One HTTP/1 connection of a client: reads requests one after another. The next request is looked
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
  private State state = State.HEAD;
  private @Nullable Http1Client client;
  private @Nullable BodySink sink;
  private @Nullable Tunnel tunnel;
  private @Nullable ByteBuf pending;
  private @Nullable ChunkedDecoder decoder;
  private boolean chunked;
  private long left;
  private long discarded;
  private boolean discarding;
  private boolean bodyPaused;
  private boolean processing;
  private boolean lastRequest;
  private boolean goodbye;
  private long headSince = NEVER;
  private long deadline;

  Http1Front(Loop loop, Peer peer, Dispatcher dispatcher, Connections connections) {
    this.loop = loop;
    this.peer = peer;
    this.dispatcher = dispatcher;
    this.connections = connections;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    client = new Http1Client(this, ctx, loop, peer, ctx.pipeline().get(SslHandler.class) != null);
    deadline = loop.nanos() + Limits.KEEP_ALIVE_NANOS;
    loop.watch(this);
    connections.opened(ctx.channel(), this::drain);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    if (state == State.TUNNEL && tunnel != null) {
      deadline = loop.nanos() + Limits.STREAM_NANOS;
      tunnel.fromClient(data);
      return;
    }
    pending = Buffers.append(loop.allocator(), pending, data);
    process();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (tunnel != null) {
      tunnel.flushUpstream();
    } else if (sink != null) {
      sink.flush();
    }
  }

  private void process() {
    if (processing) {
      return;
    }
    processing = true;
    try {
      boolean going = true;
      while (going && pending != null) {
        going =
            switch (state) {
              case HEAD -> head(pending);
              case BODY -> body(pending);
              case ANSWER, SENDING -> pipelined(pending);
              case LINGER, CLOSED -> drop(pending);
              case TUNNEL -> false;
            };
      }
    } finally {
      processing = false;
    }
  }

  private boolean head(ByteBuf in) {
    if (!in.isReadable()) {
      releasePending();
      return false;
    }
    Head head = loop.requestHead();
    ParseResult result = HeadParser.request(in, head);
    if (result == ParseResult.MORE) {
      if (headSince == NEVER) {
        headSince = loop.nanos();
        deadline = headSince + Limits.HEAD_NANOS;
      }
      return false;
    }
    headSince = NEVER;
    Http1Client to = client();
    if (result != ParseResult.COMPLETE) {
      lastRequest = true;
      state = State.BODY; // where it ends, nobody knows
      discarding = true;
      to.begin(false, true);
      dispatcher.refuse(to, result);
      return false;
    }
    in.skipBytes(head.length());
    begin(head, to);
    return true;
  }

  private void begin(Head head, Http1Client to) {
    chunked = head.isChunked();
    left = Math.max(0, head.contentLength());
    discarded = 0;
    discarding = false;
    bodyPaused = false;
    lastRequest = head.wantsClose() || head.isHttp10() || connections.isDraining();
    boolean bodyless = !chunked && left == 0;
    state = bodyless ? State.ANSWER : State.BODY;
    deadline = loop.nanos() + Limits.BODY_NANOS;
    if (chunked) {
      decoder = decoder == null ? new ChunkedDecoder() : decoder;
      decoder.restart();
    }
    to.begin(head.isMethod("HEAD"), head.isHttp10());
    to.expectContinue(head.expectsContinue() && !head.isHttp10());
    dispatcher.dispatch(head, to);
    if (bodyless && sink != null && state == State.ANSWER) {
      BodySink ends = sink;
      ends.end(ChunkedDecoder.NO_TRAILERS);
      ends.flush();
    }
  }

  private boolean body(ByteBuf in) {
    if (bodyPaused) {
      return false;
    }
    if (!in.isReadable()) {
      releasePending();
      return false;
    }
    deadline = loop.nanos() + Limits.BODY_NANOS;
    return chunked ? chunk(in) : fixed(in);
  }

  private boolean fixed(ByteBuf in) {
    int readable = in.readableBytes();
    ByteBuf piece;
    if (readable <= left) {
      piece = in;
      pending = null;
    } else {
      piece = in.readRetainedSlice((int) left);
    }
    left -= piece.readableBytes();
    give(piece);
    if (left == 0 && state == State.BODY) {
      ended(ChunkedDecoder.NO_TRAILERS);
    }
    return true;
  }

  private boolean chunk(ByteBuf in) {
    ChunkedDecoder framing = decoder;
    if (framing == null) {
      throw new IllegalStateException("no decoder for a chunked body");
    }
    return switch (framing.next(in)) {
      case DATA -> {
        give(framing.data());
        yield true;
      }
      case END -> {
        ended(framing.trailers());
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
    BodySink to = sink;
    if (discarding || to == null) {
      discarded += piece.readableBytes();
      piece.release();
      if (discarded > Limits.DISCARD_BYTES_MAX) {
        lastRequest = true;
      }
    } else {
      to.data(piece);
    }
  }

  private void ended(byte[] trailers) {
    BodySink to = sink;
    state = State.ANSWER;
    if (discarding || to == null) {
      next();
    } else {
      to.end(trailers);
      to.flush();
    }
  }

  private boolean pipelined(ByteBuf in) {
    if (in.readableBytes() > Limits.PIPELINED_BYTES_MAX) {
      client().channel().config().setAutoRead(false);
    }
    return false;
  }

  private boolean drop(ByteBuf in) {
    in.skipBytes(in.readableBytes());
    releasePending();
    return false;
  }

  // What the answering side and the dispatcher ask for.

  void sink(BodySink to) {
    sink = to;
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

  /// The connection ends with the answer that is being written.
  boolean isLastRequest() {
    return lastRequest || tooMuchLeft() || connections.isDraining();
  }

  /// A refused body that is not worth reading to its end.
  private boolean tooMuchLeft() {
    return state == State.BODY && (chunked || left > Limits.DISCARD_BYTES_MAX);
  }

  /// The answer is complete and flushed.
  ///
  /// @param close it said that the connection ends
  void answered(boolean close) {
    sink = null;
    if (close) {
      linger();
    } else if (state == State.BODY) {
      discarding = true;
      resumeBody();
      process();
    } else {
      next();
      process();
    }
  }

  private void next() {
    sink = null;
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

  /// Lets the client take what it was sent, and says that no more comes.
  private void linger() {
    boolean bodyLeft = state == State.BODY;
    state = State.LINGER;
    client().channel().config().setAutoRead(true); // to see it leave
    client()
        .sayGoodbye(() -> {
          if (bodyLeft) {
            goodbye = true;
            deadline = loop.nanos() + Limits.LINGER_NANOS;
            client().shutdownOutput(); // closed with bytes unread, the answer might be lost
          } else {
            client().close();
          }
        });
  }

  void dropSink() {
    BodySink to = sink;
    sink = null;
    discarding = true;
    if (to != null) {
      to.gone();
    }
  }

  void becomeTunnel(Tunnel through) {
    tunnel = through;
    sink = null;
    state = State.TUNNEL;
    deadline = loop.nanos() + Limits.STREAM_NANOS;
    ByteBuf rest = pending;
    pending = null;
    if (rest != null) {
      through.fromClient(rest);
      through.flushUpstream();
    }
  }

  /// The answer cannot be finished.
  void cut() {
    sink = null;
    state = State.CLOSED;
    client().close();
  }

  /// The gateway stops: an idle connection closes now, a busy one after its answer.
  private void drain() {
    if (state == State.HEAD && pending == null) {
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
    } else if (writable && sink != null) {
      sink.writable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    loop.forget(this);
    connections.closed(ctx.channel());
    BodySink to = sink;
    sink = null;
    boolean busy = state == State.BODY || state == State.ANSWER; // else it has been counted
    state = State.CLOSED;
    releasePending();
    client().connectionClosed(busy);
    if (tunnel != null) {
      tunnel.clientClosed();
    } else if (to != null) {
      to.gone();
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
      case LINGER -> goodbye ? deadline : taking;
      case TUNNEL -> deadline;
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
    if (state == State.BODY && sink != null && !client().isStarted()) {
      lastRequest = true;
      dispatcher.refuseSlow(client());
    } else {
      client().close();
    }
  }

  private void releasePending() {
    if (pending != null) {
      pending.release();
      pending = null;
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
