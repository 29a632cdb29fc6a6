package io.bucky.gateway.proxy;

import io.bucky.gateway.http.Answer;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.http.HeadWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the answers of one HTTP/1 connection. One event loop.
///
/// Head and small pieces gather in one buffer, so that a short answer is one write.
final class Http1Client implements Client {
  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LAST_CHUNK = "0\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LINE_END = {'\r', '\n'};
  private static final int CHUNK_ROOM = 16;
  private static final byte[] NOTHING = {};

  private final Http1Front front;
  private final ChannelHandlerContext context;
  private final Loop loop;
  private final Peer peer;
  private final boolean encrypted;
  private final Outflow outflow;
  private byte[] cookieLines = NOTHING;
  private @Nullable ByteBuf out;
  private @Nullable RouteStats route;
  private boolean headRequest;
  private boolean http10;
  private boolean continueWanted;
  private boolean started;
  private boolean chunked;
  private boolean bodyless;
  private boolean close;
  private int status;
  private long since;

  Http1Client(
      Http1Front front, ChannelHandlerContext context, Loop loop, Peer peer, boolean encrypted) {
    this.front = front;
    this.context = context;
    this.loop = loop;
    this.peer = peer;
    this.encrypted = encrypted;
    this.outflow = new Outflow(context.channel(), loop);
  }

  /// A new request has been read.
  void begin(boolean isHead, boolean isHttp10) {
    headRequest = isHead;
    http10 = isHttp10;
    continueWanted = false;
    started = false;
    chunked = false;
    bodyless = false;
    close = false;
    status = 0;
    route = null;
    cookieLines = NOTHING;
    since = loop.nanos();
  }

  void expectContinue(boolean wanted) {
    continueWanted = wanted;
  }

  boolean isStarted() {
    return started;
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public Channel channel() {
    return context.channel();
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public boolean isHead() {
    return headRequest;
  }

  @Override
  public void sink(BodySink sink) {
    front.sink(sink);
  }

  @Override
  public void route(RouteStats stats) {
    route = stats;
  }

  @Override
  public void pauseBody() {
    front.pauseBody();
  }

  @Override
  public void resumeBody() {
    front.resumeBody();
  }

  @Override
  public void sendContinue() {
    if (continueWanted) {
      continueWanted = false;
      write(loop.allocator().directBuffer(CONTINUE.length).writeBytes(CONTINUE));
      context.flush();
    }
  }

  @Override
  public void cookies(List<String> values) {
    var lines = new StringBuilder();
    values.forEach(value -> lines.append("Set-Cookie: ").append(value).append("\r\n"));
    cookieLines = lines.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void head(Head head, long length) {
    started = true;
    status = head.status();
    bodyless = headRequest || status == 204 || status == 304;
    chunked = !bodyless && length < 0 && !http10;
    close = front.isLastRequest() || (!bodyless && length < 0 && http10);
    int body = bodyless ? 0 : (int) Math.min(Math.max(length, 1_024), Limits.COPY_BYTES_MAX);
    ByteBuf buffer =
        loop.allocator().directBuffer(head.length() + 64 + cookieLines.length + body + CHUNK_ROOM);
    HeadWriter.response(head, buffer, cookieLines, chunked, close, true, false);
    out = buffer;
  }

  @Override
  public void data(ByteBuf data) {
    int length = data.readableBytes();
    if (bodyless || length == 0) {
      data.release();
      return;
    }
    ByteBuf gathered = out;
    if (chunked) {
      if (gathered == null || gathered.writableBytes() < length + CHUNK_ROOM) {
        writeOut();
        gathered =
            loop.allocator().directBuffer(length <= Limits.COPY_BYTES_MAX ? length + 64 : 64);
        out = gathered;
      }
      ByteBufUtil.writeAscii(gathered, Integer.toHexString(length));
      gathered.writeBytes(LINE_END);
    }
    if (gathered != null && gathered.writableBytes() >= length + 2) {
      gathered.writeBytes(data);
      data.release();
    } else {
      writeOut();
      write(data);
      gathered = null;
    }
    if (chunked) {
      gathered = gathered == null ? loop.allocator().directBuffer(64) : gathered;
      gathered.writeBytes(LINE_END);
      out = gathered;
    }
  }

  @Override
  public void end(byte[] trailers) {
    if (chunked) {
      ByteBuf gathered = out;
      int room = LAST_CHUNK.length + trailers.length + LINE_END.length;
      if (gathered == null || gathered.writableBytes() < room) {
        writeOut();
        gathered = loop.allocator().directBuffer(room);
        out = gathered;
      }
      gathered.writeBytes(LAST_CHUNK).writeBytes(trailers).writeBytes(LINE_END);
    }
    finish();
  }

  private void finish() {
    flush();
    record();
    front.answered(close);
  }

  private void record() {
    RouteStats stats = route;
    if (stats != null) {
      stats.record(status, loop.nanos() - since);
      route = null;
    }
  }

  @Override
  public void flush() {
    writeOut();
    context.flush();
    outflow.more();
  }

  private void writeOut() {
    ByteBuf gathered = out;
    if (gathered != null) {
      out = null;
      write(gathered);
    }
  }

  private void write(Object message) {
    Io.write(context, message);
  }

  Outflow outflow() {
    return outflow;
  }

  @Override
  public void abort() {
    status = 0;
    record();
    releaseOut();
    front.cut();
  }

  @Override
  public void answer(Answer answer) {
    started = true;
    status = answer.status();
    bodyless = headRequest || status == 204 || status == 304;
    close = front.isLastRequest();
    long length = answer.body().length();
    ByteBuf buffer =
        loop.allocator()
            .directBuffer(512 + cookieLines.length + (bodyless ? 0 : wholeLength(answer)));
    AnswerWriter.head(answer, buffer, cookieLines, length, close);
    out = buffer;
    if (bodyless) {
      AnswerWriter.letGo(answer);
      finish();
      return;
    }
    switch (answer.body()) {
      case Answer.Body.Whole(var bytes) -> {
        buffer.writeBytes(bytes);
        finish();
      }
      case Answer.Body.Slice slice when encrypted -> FilePump.start(this, slice);
      case Answer.Body.Slice slice -> send(new HeldRegion(slice));
    }
  }

  /// The answer is complete when the file is on the wire; it may be far larger than what the socket
  /// takes at once.
  private void send(HeldRegion region) {
    writeOut();
    var _ =
        context
            .write(region)
            .addListener(sent -> {
              if (sent.isSuccess()) {
                finish();
              }
            });
    flush();
  }

  private static int wholeLength(Answer answer) {
    return answer.body() instanceof Answer.Body.Whole(var bytes) ? bytes.length : 0;
  }

  @Override
  public boolean isWritable() {
    return context.channel().isWritable();
  }

  @Override
  public void upgrade(Head head, UpstreamConnection upstream) {
    status = 101;
    started = true;
    ByteBuf buffer = loop.allocator().directBuffer(head.length() + 128 + cookieLines.length);
    HeadWriter.response(head, buffer, cookieLines, false, false, false, true);
    out = buffer;
    flush();
    record();
    var tunnel = new Tunnel(context.channel(), upstream.channel());
    ByteBuf first = upstream.takePending();
    if (first != null) {
      tunnel.fromUpstream(first);
      tunnel.flushClient();
    }
    upstream.becomeTunnel(tunnel);
    front.becomeTunnel(tunnel);
  }

  /// The request broke off in its body: whoever takes the body hears that the client is gone, and
  /// the client hears why, when it has not been answered yet.
  void failRequest(Answer answer) {
    front.dropSink();
    if (started) {
      abort();
    } else {
      answer(answer);
    }
  }

  /// Says that no more comes, once the client has taken what it was sent.
  ///
  /// @param said runs when it has; the connection may still be read from
  void sayGoodbye(Runnable said) {
    releaseOut();
    var _ =
        context
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(sent -> {
              if (sent.isSuccess()) {
                said.run();
              }
            });
  }

  /// Ends the sending half alone; TLS has no such thing that all clients bear.
  void shutdownOutput() {
    if (context.channel() instanceof DuplexChannel duplex && !encrypted) {
      var _ = duplex.shutdownOutput();
    }
  }

  /// At once: what the client has not taken is lost.
  void close() {
    releaseOut();
    Io.close(context);
  }

  /// @param busy an exchange was going on
  void connectionClosed(boolean busy) {
    releaseOut();
    if (busy) {
      status = 0;
      record();
    }
  }

  private void releaseOut() {
    if (out != null) {
      out.release();
      out = null;
    }
  }
}
