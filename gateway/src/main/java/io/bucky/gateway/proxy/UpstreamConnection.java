package io.bucky.gateway.proxy;

import io.bucky.gateway.http.ChunkedDecoder;
import io.bucky.gateway.http.Head;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/// One HTTP/1.1 connection to an upstream: reads answers and hands their pieces to the exchange
/// that holds it. One event loop.
///
/// `IDLE -begin-> ANSWER -> IDLE`, `ANSWER -101-> TUNNEL`, any `-> CLOSED`.
final class UpstreamConnection extends ChannelInboundHandlerAdapter implements Timed {
  private enum State {
    IDLE,
    ANSWER,
    TUNNEL,
    CLOSED
  }

  private final Loop loop;
  private final UpstreamPool pool;
  private final Inbox inbox;
  private final AnswerReader reader;
  private State state = State.IDLE;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ProxyExchange exchange;
  private @Nullable Tunnel tunnel;
  private boolean keepAlive;
  private long idleNanos = Limits.IDLE_UPSTREAM_NANOS;
  private long deadline = NEVER;
  private boolean paused;
  private boolean ended;
  private boolean brokenOff;

  UpstreamConnection(Loop loop, UpstreamPool pool) {
    this.loop = loop;
    this.pool = pool;
    this.inbox = new Inbox(loop.allocator());
    this.reader = new AnswerReader(inbox, loop.responseHead());
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
    reader.restart();
    state = State.ANSWER;
    deadline = loop.nanos() + Limits.ANSWER_NANOS;
  }

  void write(ByteBuf data) {
    if (awaitsHead()) {
      deadline = loop.nanos() + Limits.ANSWER_NANOS; // an upload may take as long as it moves
    }
    Io.write(context(), data);
  }

  private boolean awaitsHead() {
    return state == State.ANSWER && reader.isAtHead();
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
      inbox.drop();
    } else if (context != null) {
      Io.close(context);
    }
  }

  void becomeTunnel(Tunnel through) {
    tunnel = through;
    exchange = null;
    state = State.TUNNEL;
  }

  /// What had been read behind the head of a 101.
  @Nullable ByteBuf takePending() {
    return inbox.takeAll();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    if (state == State.TUNNEL && tunnel != null) {
      tunnel.fromUpstream(data);
      return;
    }
    if (state == State.ANSWER && !reader.isAtHead()) {
      deadline = loop.nanos() + Limits.STREAM_NANOS;
    }
    inbox.add(data);
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
    while (going && !paused) {
      going =
          switch (state) {
            case ANSWER -> answer(holder());
            case IDLE, CLOSED -> unexpected();
            case TUNNEL -> false;
          };
    }
  }

  /// Bytes that nobody asked for: the upstream is out of step.
  private boolean unexpected() {
    if (!inbox.isEmpty()) {
      inbox.drop();
      close();
    }
    return false;
  }

  private boolean answer(ProxyExchange current) {
    AnswerReader.Step step = reader.next(current.isHead());
    switch (step) {
      case HEAD -> head(current);
      case DATA -> current.responseData(reader.data());
      case LAST -> {
        current.responseData(reader.data());
        if (state == State.ANSWER) {
          finish(ChunkedDecoder.NO_TRAILERS);
        }
      }
      case END -> finish(reader.trailers());
      case SWITCHING -> {
        if (!current.switching(loop.responseHead(), this)) {
          broken("it changed to a protocol that nobody asked for");
        }
      }
      case BROKEN -> broken(reader.why());
      case MORE -> {
        // the next read goes on
      }
    }
    return step != AnswerReader.Step.MORE;
  }

  private void head(ProxyExchange current) {
    Head head = loop.responseHead();
    deadline = loop.nanos() + Limits.STREAM_NANOS;
    keepAlive = !head.wantsClose() && !reader.endsWithConnection();
    idleNanos = KeepAlive.idleNanos(head);
    current.responseHead(head, reader.bodyLength());
  }

  private void broken(String why) {
    inbox.drop();
    holder().broken(why);
  }

  private void finish(byte[] trailers) {
    ProxyExchange done = holder();
    exchange = null;
    boolean reusable = keepAlive && done.isRequestSent() && channel().isActive();
    if (reusable && inbox.isEmpty()) {
      state = State.IDLE;
      deadline = loop.nanos() + idleNanos;
      readAgain(); // the client may still lag behind, this connection need not
      pool.release(this);
    } else {
      inbox.drop();
      close();
    }
    done.responseEnd(trailers);
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
    if (!paused || inbox.isEmpty()) {
      over(); // else the client gets first what had come
    }
  }

  private void over() {
    ProxyExchange current = exchange;
    state = State.CLOSED;
    exchange = null;
    if (tunnel != null) {
      tunnel.upstreamClosed();
    } else if (current != null) {
      if (reader.endsWithConnection() && !brokenOff) {
        current.responseEnd(ChunkedDecoder.NO_TRAILERS);
      } else {
        current.lost(reader.isAtHead() && inbox.isEmpty());
      }
    }
    inbox.drop();
  }

  /// Closed, or never connected.
  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    loop.forget(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    brokenOff = true;
    Io.close(ctx); // a reset; channelInactive tells the exchange
  }

  @Override
  public long deadlineNanos() {
    if (state == State.TUNNEL && tunnel != null) {
      return tunnel.deadlineNanos();
    }
    return paused ? NEVER : deadline;
  }

  @Override
  public void timedOut() {
    deadline = NEVER;
    brokenOff = true;
    ProxyExchange current = exchange;
    if (current != null && reader.isAtHead()) {
      current.timedOut();
    } else {
      Io.close(context());
    }
  }
}
