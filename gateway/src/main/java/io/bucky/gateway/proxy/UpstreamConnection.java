package io.bucky.gateway.proxy;

import io.bucky.gateway.http.ChunkedDecoder;
import io.bucky.gateway.http.FieldKind;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.http.HeadParser;
import io.bucky.gateway.http.ParseResult;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One HTTP/1.1 connection to an upstream: reads answers and hands their pieces to the exchange
/// that holds it. One event loop.
///
/// `IDLE -begin-> HEAD -> LENGTH | CHUNKED | TO_END -> IDLE`, `HEAD -101-> TUNNEL`, any `->
/// CLOSED`.
final class UpstreamConnection extends ChannelInboundHandlerAdapter implements Timed {
  private enum State {
    IDLE,
    HEAD,
    LENGTH,
    CHUNKED,
    TO_END,
    TUNNEL,
    CLOSED
  }

  private final Loop loop;
  private final UpstreamPool pool;
  private State state = State.IDLE;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ProxyExchange exchange;
  private @Nullable Tunnel tunnel;
  private @Nullable ByteBuf pending;
  private @Nullable ChunkedDecoder chunked;
  private long left;
  private boolean keepAlive;
  private long idleNanos = Limits.IDLE_UPSTREAM_NANOS;
  private long deadline = NEVER;
  private boolean paused;
  private boolean ended;

  UpstreamConnection(Loop loop, UpstreamPool pool) {
    this.loop = loop;
    this.pool = pool;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    loop.watch(this);
  }

  Channel channel() {
    return context().channel();
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext known = context;
    if (known == null) {
      throw new IllegalStateException("not connected yet");
    }
    return known;
  }

  boolean isUsable() {
    return state == State.IDLE && context().channel().isActive();
  }

  /// `next` sends its request on this connection from now on.
  void begin(ProxyExchange next) {
    exchange = next;
    state = State.HEAD;
    deadline = loop.nanos() + Limits.ANSWER_NANOS;
  }

  void write(ByteBuf data) {
    if (state == State.HEAD) {
      deadline = loop.nanos() + Limits.ANSWER_NANOS; // an upload may take as long as it moves
    }
    Io.write(context(), data);
  }

  void flush() {
    context().flush();
  }

  boolean isWritable() {
    return context().channel().isWritable();
  }

  /// The answer waits until the client has caught up.
  void pauseReading() {
    paused = true;
    context().channel().config().setAutoRead(false);
  }

  void resumeReading() {
    if (paused) {
      deadline = loop.nanos() + Limits.STREAM_NANOS;
      readAgain();
      proceed();
      if (exchange != null) {
        exchange.flushClient();
      }
      if (ended && !paused) {
        over();
      }
    }
  }

  private void readAgain() {
    if (paused) {
      paused = false;
      context().channel().config().setAutoRead(true);
    }
  }

  /// The exchange is over in the middle: nobody can use this connection any more.
  void close() {
    exchange = null;
    state = State.CLOSED;
    if (ended) {
      dropPending();
    } else if (context != null) {
      Io.close(context);
    }
  }

  void becomeTunnel(Tunnel through) {
    tunnel = through;
    exchange = null;
    state = State.TUNNEL;
    deadline = loop.nanos() + Limits.STREAM_NANOS;
  }

  /// What had been read behind the head of a 101.
  @Nullable ByteBuf takePending() {
    ByteBuf rest = pending;
    pending = null;
    return rest;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    if (state == State.TUNNEL && tunnel != null) {
      deadline = loop.nanos() + Limits.STREAM_NANOS;
      tunnel.fromUpstream(data);
      return;
    }
    if (state == State.LENGTH || state == State.CHUNKED || state == State.TO_END) {
      deadline = loop.nanos() + Limits.STREAM_NANOS;
    }
    pending = Buffers.append(loop.allocator(), pending, data);
    proceed();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.flushClient();
    } else if (tunnel != null) {
      tunnel.flushClient();
    }
  }

  private void proceed() {
    boolean going = true;
    while (going && !paused && pending != null) {
      going =
          switch (state) {
            case HEAD -> head(pending);
            case LENGTH -> length(pending);
            case CHUNKED -> chunk(pending);
            case TO_END -> toEnd(pending);
            case IDLE, CLOSED -> unexpected();
            case TUNNEL -> false;
          };
    }
  }

  /// Bytes that nobody asked for: the upstream is out of step.
  private boolean unexpected() {
    dropPending();
    close();
    return false;
  }

  private boolean head(ByteBuf in) {
    if (!in.isReadable()) {
      dropPending();
      return false;
    }
    Head head = loop.responseHead();
    ParseResult result = HeadParser.response(in, head);
    if (result == ParseResult.MORE) {
      return false;
    }
    ProxyExchange current = holder();
    if (result != ParseResult.COMPLETE || (head.isChunked() && head.contentLength() >= 0)) {
      dropPending();
      current.broken("it answered with something that is not HTTP/1.1");
      return false;
    }
    in.skipBytes(head.length());
    int status = head.status();
    if (status == 101) {
      if (!current.switching(head, this)) {
        dropPending();
        current.broken("it changed to a protocol that nobody asked for");
      }
      return false;
    }
    if (status < 200) {
      return true; // 100 was answered by the gateway already, 102 and 103 are hints
    }
    keepAlive = !head.wantsClose();
    idleNanos = idleNanos(head);
    body(head, current);
    return true;
  }

  private void body(Head head, ProxyExchange current) {
    int status = head.status();
    deadline = loop.nanos() + Limits.STREAM_NANOS;
    if (current.isHead() || status == 204 || status == 304) {
      current.responseHead(head, Math.max(0, head.contentLength()));
      finish(ChunkedDecoder.NO_TRAILERS);
    } else if (head.isChunked()) {
      ChunkedDecoder decoder = chunked == null ? new ChunkedDecoder() : chunked;
      decoder.restart();
      chunked = decoder;
      state = State.CHUNKED;
      current.responseHead(head, Head.LENGTH_UNKNOWN);
    } else if (head.contentLength() >= 0) {
      left = head.contentLength();
      state = State.LENGTH;
      current.responseHead(head, left);
      if (left == 0) {
        finish(ChunkedDecoder.NO_TRAILERS);
      }
    } else {
      keepAlive = false;
      state = State.TO_END;
      current.responseHead(head, Head.LENGTH_UNKNOWN);
    }
  }

  private boolean length(ByteBuf in) {
    int readable = in.readableBytes();
    if (readable == 0) {
      dropPending();
      return false;
    }
    ProxyExchange current = holder();
    if (readable <= left) {
      left -= readable;
      pending = null;
      current.responseData(in);
    } else {
      current.responseData(in.readRetainedSlice((int) left));
      left = 0;
    }
    if (left == 0 && state == State.LENGTH) {
      finish(ChunkedDecoder.NO_TRAILERS);
    }
    return true;
  }

  private boolean chunk(ByteBuf in) {
    ChunkedDecoder decoder = chunked;
    if (decoder == null) {
      throw new IllegalStateException("no decoder in state CHUNKED");
    }
    return switch (decoder.next(in)) {
      case DATA -> {
        holder().responseData(decoder.data());
        yield true;
      }
      case END -> {
        finish(decoder.trailers());
        yield true;
      }
      case MORE -> {
        if (!in.isReadable()) {
          dropPending();
        }
        yield false;
      }
      case MALFORMED -> {
        dropPending();
        holder().broken("its chunked answer is malformed");
        yield false;
      }
    };
  }

  private boolean toEnd(ByteBuf in) {
    pending = null;
    holder().responseData(in);
    return false;
  }

  private void finish(byte[] trailers) {
    ProxyExchange done = holder();
    exchange = null;
    boolean reusable = keepAlive && done.isRequestSent() && channel().isActive();
    if (pending != null && !pending.isReadable()) {
      dropPending();
    }
    if (reusable && pending == null) {
      state = State.IDLE;
      deadline = loop.nanos() + idleNanos;
      readAgain(); // the client may still lag behind, this connection need not
      pool.release(this);
    } else {
      dropPending();
      close();
    }
    done.responseEnd(trailers);
  }

  private static long idleNanos(Head head) {
    int field = head.find(FieldKind.KEEP_ALIVE);
    if (field < 0) {
      return Limits.IDLE_UPSTREAM_NANOS;
    }
    String value = head.value(field);
    int at = value.indexOf("timeout=");
    int end = at + "timeout=".length();
    int digits = end;
    while (at >= 0
        && digits < value.length()
        && digits < end + 6
        && value.charAt(digits) >= '0'
        && value.charAt(digits) <= '9') {
      digits++;
    }
    if (at < 0 || digits == end) {
      return Limits.IDLE_UPSTREAM_NANOS;
    }
    long seconds = Math.max(1, Long.parseLong(value, end, digits, 10) - 1);
    return Math.min(Duration.ofSeconds(seconds).toNanos(), Limits.IDLE_UPSTREAM_NANOS_MAX);
  }

  private ProxyExchange holder() {
    ProxyExchange current = exchange;
    if (current == null) {
      throw new IllegalStateException("no exchange in state " + state);
    }
    return current;
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (tunnel != null) {
      tunnel.upstreamWritable(ctx.channel().isWritable());
    } else if (exchange != null && ctx.channel().isWritable()) {
      exchange.upstreamWritable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ended = true;
    if (state == State.IDLE) {
      pool.remove(this);
    }
    if (!paused || pending == null) {
      over(); // else the client gets first what had come
    }
  }

  private void over() {
    State before = state;
    ProxyExchange current = exchange;
    state = State.CLOSED;
    exchange = null;
    if (tunnel != null) {
      tunnel.upstreamClosed();
    } else if (current != null) {
      if (before == State.TO_END) {
        current.responseEnd(ChunkedDecoder.NO_TRAILERS);
      } else {
        current.lost(before == State.HEAD && pending == null);
      }
    }
    dropPending();
  }

  /// Closed, or never connected.
  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    loop.forget(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Io.close(ctx); // a reset; channelInactive tells the exchange
  }

  private void dropPending() {
    if (pending != null) {
      pending.release();
      pending = null;
    }
  }

  @Override
  public long deadlineNanos() {
    return paused ? NEVER : deadline;
  }

  @Override
  public void timedOut() {
    deadline = NEVER;
    ProxyExchange current = exchange;
    if (state == State.HEAD && current != null) {
      current.timedOut();
    } else {
      Io.close(context());
    }
  }
}
