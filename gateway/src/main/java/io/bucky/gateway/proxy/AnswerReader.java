package io.bucky.gateway.proxy;

import io.bucky.gateway.http.ChunkedDecoder;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.http.HeadParser;
import io.bucky.gateway.http.ParseResult;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Takes the answers on one HTTP/1.1 connection apart. Knows no socket. One event loop.
final class AnswerReader {
  /// What [#next] found.
  enum Step {
    /// More bytes are needed.
    MORE,
    /// The head is read, [#bodyLength] is known.
    HEAD,
    /// A head with status 101: what follows is no HTTP.
    SWITCHING,
    /// [#data] holds a piece of the body, to be released by the taker.
    DATA,
    /// [#data] holds its last piece.
    LAST,
    /// The answer is over; [#trailers] are valid.
    END,
    /// [#why] says what is wrong.
    BROKEN
  }

  private enum State {
    HEAD,
    LENGTH,
    CHUNKED,
    TO_END
  }

  private final Inbox inbox;
  private final Head head;
  private State state = State.HEAD;
  private @Nullable ChunkedDecoder decoder;
  private @Nullable ByteBuf data;
  private long left;
  private String why = "";

  /// @param inbox what it reads
  /// @param head takes every head that is read
  AnswerReader(Inbox inbox, Head head) {
    this.inbox = inbox;
    this.head = head;
  }

  /// The next answer begins.
  void restart() {
    state = State.HEAD;
  }

  /// @param headRequest no body follows, whatever the head says
  Step next(boolean headRequest) {
    if (state == State.LENGTH && left == 0) {
      return Step.END;
    }
    if (inbox.isEmpty()) {
      return Step.MORE;
    }
    return switch (state) {
      case HEAD -> head(headRequest);
      case LENGTH -> length();
      case CHUNKED -> chunk();
      case TO_END -> all();
    };
  }

  private Step head(boolean headRequest) {
    while (!inbox.isEmpty()) {
      ParseResult result = HeadParser.response(inbox.bytes(), head);
      if (result == ParseResult.MORE) {
        return Step.MORE;
      }
      if (result != ParseResult.COMPLETE || (head.isChunked() && head.contentLength() >= 0)) {
        why = "it answered with something that is not HTTP/1.1";
        return Step.BROKEN;
      }
      inbox.bytes().skipBytes(head.length());
      if (head.status() == 101) {
        return Step.SWITCHING;
      }
      if (head.status() >= 200) {
        body(headRequest || head.status() == 204 || head.status() == 304);
        return Step.HEAD;
      }
      // 100 was answered by the gateway already, 102 and 103 are hints
    }
    return Step.MORE;
  }

  private void body(boolean none) {
    if (none) {
      state = State.LENGTH;
      left = 0;
    } else if (head.isChunked()) {
      state = State.CHUNKED;
      decoder().restart();
    } else if (head.contentLength() >= 0) {
      state = State.LENGTH;
      left = head.contentLength();
    } else {
      state = State.TO_END;
    }
  }

  private Step length() {
    ByteBuf piece = inbox.take(left);
    data = piece;
    left -= piece.readableBytes();
    return left == 0 ? Step.LAST : Step.DATA;
  }

  private Step chunk() {
    return switch (decoder().next(inbox.bytes())) {
      case DATA -> {
        data = decoder().data();
        yield Step.DATA;
      }
      case END -> Step.END;
      case MORE -> Step.MORE;
      case MALFORMED -> {
        why = "its chunked answer is malformed";
        yield Step.BROKEN;
      }
    };
  }

  private Step all() {
    data = inbox.takeAll();
    return Step.DATA;
  }

  /// Bytes that follow the head; [Head#LENGTH_UNKNOWN] when their end shows later.
  long bodyLength() {
    return state == State.LENGTH ? left : Head.LENGTH_UNKNOWN;
  }

  /// The piece that was read last.
  ByteBuf data() {
    ByteBuf piece = data;
    if (piece == null) {
      throw new IllegalStateException("no piece was read");
    }
    data = null;
    return piece;
  }

  /// Whole field lines, or nothing.
  byte[] trailers() {
    return state == State.CHUNKED ? decoder().trailers() : ChunkedDecoder.NO_TRAILERS;
  }

  String why() {
    return why;
  }

  boolean isAtHead() {
    return state == State.HEAD;
  }

  /// The body lasts as long as the connection.
  boolean endsWithConnection() {
    return state == State.TO_END;
  }

  private ChunkedDecoder decoder() {
    ChunkedDecoder known = decoder;
    if (known == null) {
      known = new ChunkedDecoder();
      decoder = known;
    }
    return known;
  }
}
