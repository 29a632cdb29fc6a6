package io.bucky.gateway.proxy;

import io.bucky.gateway.http.Answer;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.http.HeadWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The client's side of the exchanges of one HTTP/1 connection, one after another. One event loop.
final class Http1Client implements Client {
  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING = {};

  private final Http1Front front;
  private final ChannelHandlerContext context;
  private final Loop loop;
  private final Peer peer;
  private final boolean encrypted;
  private final GatheringWriter out;
  private final Outflow outflow;
  private final Lingering lingering;
  private final ExchangeRecord record;
  private byte[] cookieLines = NOTHING;
  private boolean http10;
  private boolean continueWanted;
  private boolean close;

  Http1Client(
      Http1Front front, ChannelHandlerContext context, Loop loop, Peer peer, boolean encrypted) {
    this.front = front;
    this.context = context;
    this.loop = loop;
    this.peer = peer;
    this.encrypted = encrypted;
    this.out = new GatheringWriter(context, loop.allocator());
    this.outflow = new Outflow(context.channel(), loop);
    this.lingering = new Lingering(context, loop, outflow, encrypted);
    this.record = new ExchangeRecord(loop);
  }

  /// A new request has been read.
  void begin(boolean isHead, boolean isHttp10) {
    record.begin(isHead);
    http10 = isHttp10;
    continueWanted = false;
    close = false;
    cookieLines = NOTHING;
  }

  void expectContinue(boolean wanted) {
    continueWanted = wanted;
  }

  boolean isStarted() {
    return record.isAnswered();
  }

  Channel channel() {
    return context.channel();
  }

  Outflow outflow() {
    return outflow;
  }

  Lingering lingering() {
    return lingering;
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public ExchangeRecord record() {
    return record;
  }

  @Override
  public void sink(BodySink sink) {
    front.sink(sink);
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
      out.write(loop.allocator().directBuffer(CONTINUE.length).writeBytes(CONTINUE));
      out.flush();
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
    record.answered(head.status());
    boolean bodyless = record.isBodyless();
    boolean chunked = !bodyless && length < 0 && !http10;
    close = front.isLastRequest() || (!bodyless && length < 0 && http10);
    int body = bodyless ? 0 : (int) Math.min(Math.max(length, 1_024), Limits.COPY_BYTES_MAX);
    ByteBuf buffer = buffer(head.length() + 64 + body + GatheringWriter.CHUNK_ROOM);
    HeadWriter.response(head, buffer, cookieLines, chunked, close, true, false);
    out.begin(buffer, chunked);
  }

  private ByteBuf buffer(int length) {
    return loop.allocator().directBuffer(length + cookieLines.length);
  }

  @Override
  public void data(ByteBuf data) {
    if (record.isBodyless() || !data.isReadable()) {
      data.release();
    } else {
      out.data(data);
    }
  }

  @Override
  public void end(byte[] trailers) {
    out.end(trailers);
    finish();
  }

  private void finish() {
    flush();
    record.over();
    front.answered(close);
  }

  @Override
  public void flush() {
    out.flush();
    outflow.more();
  }

  @Override
  public void abort() {
    record.cut();
    out.drop();
    front.cut();
  }

  @Override
  public void answer(Answer answer) {
    record.answered(answer.status());
    boolean bodyless = record.isBodyless();
    close = front.isLastRequest();
    ByteBuf buffer = buffer(512 + (bodyless ? 0 : wholeLength(answer)));
    AnswerWriter.head(answer, buffer, cookieLines, answer.body().length(), close);
    out.begin(buffer, false);
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

  private static int wholeLength(Answer answer) {
    return answer.body() instanceof Answer.Body.Whole(var bytes) ? bytes.length : 0;
  }

  /// The answer is complete when the file is on the wire; it may be far larger than what the socket
  /// takes at once.
  private void send(HeldRegion region) {
    out.writeOut();
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

  @Override
  public boolean isWritable() {
    return context.channel().isWritable();
  }

  @Override
  public void upgrade(Head head, UpstreamConnection upstream) {
    record.answered(head.status());
    ByteBuf buffer = buffer(head.length() + 128);
    HeadWriter.response(head, buffer, cookieLines, false, false, false, true);
    out.begin(buffer, false);
    flush();
    record.over();
    var tunnel = new Tunnel(context.channel(), upstream.channel(), loop);
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
    if (isStarted()) {
      abort();
    } else {
      answer(answer);
    }
  }

  /// At once: what the client has not taken is lost.
  void close() {
    out.drop();
    Io.close(context);
  }

  /// @param busy an exchange was going on
  void connectionClosed(boolean busy) {
    out.drop();
    if (busy) {
      record.cut();
    }
  }
}
