package io.bucky.gateway.proxy;

import io.bucky.gateway.http.ChunkedDecoder;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.http.HeadParser;
import io.bucky.gateway.http.ParseResult;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Takes the requests of one HTTP/1 connection apart: a head, then its body, then the next head.
/// Knows no socket. One event loop.
final class RequestReader {
  /// What [#body] found.
  enum Step {
    /// More bytes are needed.
    MORE,
    /// [#data] holds a piece of the body, to be released by the taker.
    DATA,
    /// [#data] holds its last piece.
    LAST,
    /// The body is over; [#trailers] are valid.
    END,
    MALFORMED
  }

  private final Inbox inbox;
  private final Head head;
  private @Nullable ChunkedDecoder decoder;
  private @Nullable ByteBuf data;
  private boolean chunked;
  private long left;

  /// @param inbox what it reads
  /// @param head takes every head that is read
  RequestReader(Inbox inbox, Head head) {
    this.inbox = inbox;
    this.head = head;
  }

  /// Reads a head, which is then in the [Head] of the constructor.
  ParseResult head() {
    if (inbox.isEmpty()) {
      return ParseResult.MORE;
    }
    ParseResult result = HeadParser.request(inbox.bytes(), head);
    if (result == ParseResult.COMPLETE) {
      inbox.bytes().skipBytes(head.length());
      chunked = head.isChunked();
      left = Math.max(0, head.contentLength());
      if (chunked) {
        decoder().restart();
      }
    }
    return result;
  }

  /// Whether a body follows the head that was read.
  boolean hasBody() {
    return chunked || left > 0;
  }

  /// Whether more of the body may come than `bytesMax`.
  boolean isLongerThan(long bytesMax) {
    return chunked || left > bytesMax;
  }

  Step body() {
    if (inbox.isEmpty()) {
      return Step.MORE;
    }
    return chunked ? chunk() : fixed();
  }

  private Step fixed() {
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
      case MALFORMED -> Step.MALFORMED;
    };
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
    return decoder().trailers();
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
