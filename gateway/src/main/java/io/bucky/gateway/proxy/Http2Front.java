package io.bucky.gateway.proxy;

import io.bucky.gateway.http.ChunkedDecoder;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.http.Http2Heads;
import io.bucky.gateway.http.ParseResult;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One HTTP/2 connection of a client; every stream is an exchange of its own. One event loop.
///
/// Answers that become ready in one turn of the loop leave in one write.
final class Http2Front extends Http2ConnectionHandler implements Timed {
  private static final int STREAMS_MAX = 128;
  private static final int STREAM_WINDOW_BYTES = 256 << 10;
  private static final int CONNECTION_WINDOW_BYTES = 1 << 20;
  private static final long SHUTDOWN_MILLIS = 5_000;
  private static final long LOOK_NANOS = 5_000_000_000L;

  private final Loop loop;
  private final Peer peer;
  private final Dispatcher dispatcher;
  private final Connections connections;
  private final Http2Connection.PropertyKey clientKey;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Outflow outflow;
  private boolean flushing;
  private long idleSince;
  private long look;

  private Http2Front(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      Builder builder) {
    super(decoder, encoder, settings);
    this.loop = builder.loop;
    this.peer = builder.peer;
    this.dispatcher = builder.dispatcher;
    this.connections = builder.connections;
    this.clientKey = encoder.connection().newKey();
  }

  static Http2Front create(Loop loop, Peer peer, Dispatcher dispatcher, Connections connections) {
    return new Builder(loop, peer, dispatcher, connections).create();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    super.handlerAdded(ctx);
    context = ctx;
    outflow = new Outflow(ctx.channel(), loop);
    idleSince = loop.nanos();
    look = idleSince + LOOK_NANOS;
    loop.watch(this);
    connections.whenDraining(ctx.channel(), () -> Io.close(ctx.channel()));
    connection().addListener(new Closings());
    connection()
        .remote()
        .flowController()
        .listener(stream -> {
          if (connection().remote().flowController().isWritable(stream)) {
            Http2Client client = stream.getProperty(clientKey);
            if (client != null) {
              client.writable();
            }
          }
        });
    connection()
        .local()
        .flowController()
        .incrementWindowSize(connection().connectionStream(), CONNECTION_WINDOW_BYTES);
  }

  /// Sends what was written, at the end of this turn of the loop.
  void flushLater(ChannelHandlerContext ctx) {
    if (!flushing) {
      flushing = true;
      loop.eventLoop()
          .execute(() -> {
            flushing = false;
            flush(ctx);
          });
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    loop.forget(this);
    super.channelInactive(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
      connections.failed(cause);
    }
    super.exceptionCaught(ctx, cause);
  }

  @Override
  public long deadlineNanos() {
    return look;
  }

  /// Looks over the streams now and then, which is cheaper than a timer for each.
  @Override
  public void timedOut() {
    long now = loop.nanos();
    look = now + LOOK_NANOS;
    long taking = outflow().deadlineNanos();
    if (taking != NEVER && now - taking >= 0) {
      Io.drop(context().channel()); // no frame would reach the client
    } else if (connection().numActiveStreams() > 0) {
      idleSince = now;
      var late = new ArrayList<Http2Client>();
      for (Http2Stream stream : active()) {
        Http2Client client = stream.getProperty(clientKey);
        if (client != null && client.isLate(now)) {
          late.add(client);
        }
      }
      late.forEach(Http2Client::giveUp);
    } else if (taking != NEVER) {
      idleSince = now; // the last answers are on their way to a slow client
    } else if (now - idleSince > Limits.KEEP_ALIVE_NANOS || connections.isDraining()) {
      Io.close(context().channel());
    }
  }

  private List<Http2Stream> active() {
    var streams = new ArrayList<Http2Stream>();
    try {
      connection().forEachActiveStream(stream -> streams.add(stream));
    } catch (Http2Exception e) {
      throw new IllegalStateException(e); // the visitor throws nothing
    }
    return streams;
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext known = context;
    if (known == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return known;
  }

  private Outflow outflow() {
    Outflow known = outflow;
    if (known == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return known;
  }

  private final class Closings extends Http2ConnectionAdapter {
    @Override
    public void onStreamClosed(Http2Stream stream) {
      Http2Client client = stream.removeProperty(clientKey);
      if (client != null) {
        client.closed();
      }
    }
  }

  private void headers(
      ChannelHandlerContext ctx, int streamId, Http2Headers headers, boolean ended) {
    Http2Stream stream = connection().stream(streamId);
    if (stream == null) {
      return;
    }
    Http2Client known = stream.getProperty(clientKey);
    if (known != null) {
      known.requestEnd(Http2Heads.trailerLines(headers));
      return;
    }
    Head head = loop.requestHead();
    ParseResult result = Http2Heads.request(headers, head, ended);
    boolean isHead = result == ParseResult.COMPLETE && head.isMethod("HEAD");
    var client = new Http2Client(this, ctx, stream, loop, peer, isHead, ended);
    stream.setProperty(clientKey, client);
    if (result != ParseResult.COMPLETE) {
      client.sink(Discard.BODY);
      dispatcher.refuse(client, result);
      return;
    }
    client.expectContinue(head.expectsContinue());
    dispatcher.dispatch(head, client);
    if (ended) {
      client.requestEnd(ChunkedDecoder.NO_TRAILERS);
    } else {
      client.flushRequest();
    }
  }

  private int data(int streamId, ByteBuf data, int padding, boolean ended) {
    int size = data.readableBytes() + padding;
    Http2Stream stream = connection().stream(streamId);
    Http2Client client = stream == null ? null : stream.getProperty(clientKey);
    if (client == null) {
      return size;
    }
    boolean taken = client.requestData(data.retain(), size);
    if (ended) {
      client.requestEnd(ChunkedDecoder.NO_TRAILERS);
    }
    return taken ? size : 0;
  }

  private void opened(int streamId) {
    Http2Stream stream = connection().stream(streamId);
    Http2Client client = stream == null ? null : stream.getProperty(clientKey);
    if (client != null) {
      client.opened();
    }
  }

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<Http2Front, Builder> {
    private final Loop loop;
    private final Peer peer;
    private final Dispatcher dispatcher;
    private final Connections connections;
    private final Frames frames = new Frames();

    Builder(Loop loop, Peer peer, Dispatcher dispatcher, Connections connections) {
      this.loop = loop;
      this.peer = peer;
      this.dispatcher = dispatcher;
      this.connections = connections;
    }

    Http2Front create() {
      server(true);
      frameListener(frames);
      gracefulShutdownTimeoutMillis(SHUTDOWN_MILLIS);
      initialSettings(
          Http2Settings.defaultSettings()
              .maxConcurrentStreams(STREAMS_MAX)
              .initialWindowSize(STREAM_WINDOW_BYTES)
              .maxHeaderListSize(Head.BYTES_MAX));
      return build();
    }

    @Override
    protected Http2Front build(
        Http2ConnectionDecoder decoder,
        Http2ConnectionEncoder encoder,
        Http2Settings initialSettings) {
      var front = new Http2Front(decoder, encoder, initialSettings, this);
      frames.front = front;
      return front;
    }
  }

  private static final class Frames extends Http2EventAdapter {
    private @Nullable Http2Front front;

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers headers,
        int padding,
        boolean endOfStream) {
      front().headers(ctx, streamId, headers, endOfStream);
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers headers,
        int streamDependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean endOfStream) {
      front().headers(ctx, streamId, headers, endOfStream);
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream) {
      return front().data(streamId, data, padding, endOfStream);
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int increment) {
      front().opened(streamId);
    }

    private Http2Front front() {
      Http2Front known = front;
      if (known == null) {
        throw new IllegalStateException("frames before the handler was built");
      }
      return known;
    }
  }
}
