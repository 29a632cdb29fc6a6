package io.bucky.gateway.proxy;

import io.bucky.gateway.http.Answer;
import io.bucky.gateway.http.ChunkedDecoder;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.http.Http2Heads;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One stream of an HTTP/2 connection: a request and its answer. One event loop.
///
/// The newest piece of the answer is held back until the next or the end, so that the end needs no
/// frame of its own.
@SuppressWarnings(
    "FutureReturnValueIgnored") // a failed write closes the stream, and we hear of that
final class Http2Client implements Client {
  private static final int NOT_SEEN = Integer.MIN_VALUE;

  private final Http2Front front;
  private final ChannelHandlerContext context;
  private final Http2Stream stream;
  private final Loop loop;
  private final Peer peer;
  private final ExchangeRecord record;
  private BodySink sink = Discard.BODY;
  private List<String> cookies = List.of();
  private @Nullable Http2Headers headers;
  private @Nullable ByteBuf held;
  private boolean continueWanted;
  private boolean requestEnded;
  private boolean requestEndTold;
  private boolean bodyPaused;
  private boolean ended;
  private int unconsumed;
  private int windowSeen = NOT_SEEN;
  private long waiting;

  Http2Client(
      Http2Front front,
      ChannelHandlerContext context,
      Http2Stream stream,
      Loop loop,
      Peer peer,
      boolean headRequest,
      boolean requestEnded) {
    this.front = front;
    this.context = context;
    this.stream = stream;
    this.loop = loop;
    this.peer = peer;
    this.record = new ExchangeRecord(loop);
    this.requestEnded = requestEnded;
    record.begin(headRequest);
    this.waiting = loop.nanos();
  }

  void expectContinue(boolean wanted) {
    continueWanted = wanted;
  }

  // The request arrives.

  /// @return false when its room in the window is given back later
  boolean requestData(ByteBuf data, int windowBytes) {
    waiting = loop.nanos();
    sink.data(data);
    sink.flush();
    if (bodyPaused) {
      unconsumed += windowBytes;
    }
    return !bodyPaused;
  }

  void requestEnd(byte[] trailers) {
    requestEnded = true;
    if (!requestEndTold && !ended) {
      requestEndTold = true;
      sink.end(trailers);
      sink.flush();
    }
  }

  void flushRequest() {
    sink.flush();
  }

  void writable() {
    if (!ended) {
      sink.writable();
    }
  }

  /// The stream is over, for whatever reason.
  void closed() {
    if (held != null) {
      held.release();
      held = null;
    }
    if (!ended) {
      ended = true;
      record.cut();
      sink.gone();
    }
  }

  /// A request body that does not come, or an answer that is not taken. The client's time begins
  /// anew with what it takes, as seen by whoever looks.
  boolean isLate(long now) {
    boolean forBody = !ended && !requestEnded && !bodyPaused;
    boolean forClient = ended ? isLeftLying() : record.isAnswered() && !isWritable();
    if (forClient && hasTaken()) {
      waiting = now;
    }
    return (forBody && now - waiting > Limits.BODY_NANOS)
        || (forClient && now - waiting > Limits.WRITE_NANOS);
  }

  /// Something of the answer waits for the client to open its window.
  private boolean isLeftLying() {
    return front.connection().remote().flowController().hasFlowControlled(stream);
  }

  /// Since the last look. What is taken makes the window smaller, unless the client opened it
  /// again.
  private boolean hasTaken() {
    int window = front.connection().remote().flowController().windowSize(stream);
    boolean changed = window != windowSeen;
    windowSeen = window;
    return changed;
  }

  /// The client opened its window.
  void opened() {
    windowSeen = NOT_SEEN;
  }

  /// Ends what is late.
  void giveUp() {
    if (ended) {
      reset(Http2Error.CANCEL);
      front.flushLater(context);
    } else {
      abort();
    }
  }

  // The answer leaves.

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
  public void sink(BodySink next) {
    sink = next;
  }

  @Override
  public void pauseBody() {
    bodyPaused = true;
  }

  @Override
  public void resumeBody() {
    bodyPaused = false;
    waiting = loop.nanos();
    if (unconsumed > 0) {
      int bytes = unconsumed;
      unconsumed = 0;
      try {
        front.connection().local().flowController().consumeBytes(stream, bytes);
        front.flushLater(context);
      } catch (Http2Exception e) {
        abort();
      }
    }
  }

  @Override
  public void sendContinue() {
    if (continueWanted) {
      continueWanted = false;
      front
          .encoder()
          .writeHeaders(
              context,
              stream.id(),
              new DefaultHttp2Headers(false, 1).status("100"),
              0,
              false,
              context.newPromise());
      front.flushLater(context);
    }
  }

  @Override
  public void cookies(List<String> values) {
    cookies = List.copyOf(values);
  }

  @Override
  public void head(Head head, long length) {
    record.answered(head.status());
    headers = withCookies(Http2Heads.response(head));
  }

  @Override
  public void data(ByteBuf data) {
    if (ended || record.isBodyless() || !data.isReadable()) {
      data.release();
      return;
    }
    writeOut(false);
    held = data;
    waiting = loop.nanos();
  }

  /// Writes what was held back.
  ///
  /// @param last nothing follows
  private void writeOut(boolean last) {
    Http2Headers first = headers;
    ByteBuf data = held;
    held = null;
    headers = null;
    if (first != null) {
      boolean whole = last && data == null;
      front.encoder().writeHeaders(context, stream.id(), first, 0, whole, promise(whole));
      if (whole) {
        return;
      }
    }
    if (data != null || last) {
      front
          .encoder()
          .writeData(
              context,
              stream.id(),
              data == null ? Unpooled.EMPTY_BUFFER : data,
              0,
              last,
              promise(last));
    }
  }

  /// For a frame of the answer. Once the last one is on the wire, the rest of the request is not
  /// wanted (RFC 9113, section 8.1); said before, that would overtake what waits for the client.
  private ChannelPromise promise(boolean last) {
    ChannelPromise promise = context.newPromise();
    if (last && !requestEnded) {
      promise.addListener(sent -> {
        if (sent.isSuccess()) {
          stopRequest();
        }
      });
    }
    return promise;
  }

  private void stopRequest() {
    if (!requestEnded && stream.state() != Http2Stream.State.CLOSED) {
      reset(Http2Error.NO_ERROR);
      front.flushLater(context);
    }
  }

  @Override
  public void end(byte[] trailers) {
    if (ended) {
      return;
    }
    if (trailers.length == 0) {
      writeOut(true);
    } else {
      writeOut(false);
      front
          .encoder()
          .writeHeaders(
              context, stream.id(), Http2Heads.trailers(trailers), 0, true, promise(true));
    }
    finish();
  }

  private void finish() {
    ended = true;
    record.over();
    front.flushLater(context);
  }

  @Override
  public void flush() {
    if (!ended) {
      writeOut(false);
      front.flushLater(context);
    }
  }

  @Override
  public void abort() {
    if (!ended) {
      ended = true;
      record.cut();
      BodySink to = sink;
      sink = Discard.BODY;
      to.gone();
      reset(Http2Error.INTERNAL_ERROR);
      front.flushLater(context);
    }
  }

  private void reset(Http2Error error) {
    front.resetStream(context, stream.id(), error.code(), context.newPromise());
  }

  @Override
  public void answer(Answer answer) {
    record.answered(answer.status());
    headers = withCookies(AnswerWriter.fields(answer));
    if (record.isBodyless()) {
      AnswerWriter.letGo(answer);
      end(ChunkedDecoder.NO_TRAILERS);
      return;
    }
    switch (answer.body()) {
      case Answer.Body.Whole(var bytes) -> {
        data(Unpooled.wrappedBuffer(bytes));
        end(ChunkedDecoder.NO_TRAILERS);
      }
      case Answer.Body.Slice slice -> FilePump.start(this, slice);
    }
  }

  private Http2Headers withCookies(Http2Headers all) {
    cookies.forEach(value -> all.add("set-cookie", value));
    return all;
  }

  @Override
  public boolean isWritable() {
    return ended || front.connection().remote().flowController().isWritable(stream);
  }

  /// HTTP/2 has no change of protocol on a connection; requests that ask for it were refused.
  @Override
  public void upgrade(Head head, UpstreamConnection upstream) {
    upstream.close();
    abort();
  }
}
