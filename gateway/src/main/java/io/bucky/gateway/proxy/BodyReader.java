package io.bucky.gateway.proxy;

import io.bucky.gateway.http.ChunkedDecoder;
import io.bucky.gateway.http.Head;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Takes the bodies on one HTTP/1.1 connection apart, one after the other (RFC 9112, section 6).
/// Knows no socket. One event loop.
final class BodyReader {
  /// What [#next] found.
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

  private enum Form {
    LENGTH,
    CHUNKED,
    TO_END
  }

  private final Inbox inbox;
  private @Nullable ChunkedDecoder decoder;
  private @Nullable ByteBuf data;
  private Form form = Form.LENGTH;
  private long left;

  /// @param inbox what it reads
  BodyReader(Inbox inbox) {
    this.inbox = inbox;
  }

  /// The next body has `length` bytes.
  void startFixed(long length) {
    form = Form.LENGTH;
    left = length;
  }

  void startChunked() {
    form = Form.CHUNKED;
    decoder().restart();
  }

  /// The next body lasts as long as the connection.
  void startToEnd() {
    form = Form.TO_END;
  }

  /// Only when something is in the inbox.
  Step next() {
    return switch (form) {
      case LENGTH -> fixed();
      case CHUNKED -> chunk();
      case TO_END -> {
        data = inbox.takeAll();
        yield Step.DATA;
      }
    };
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

  /// Bytes still to come; [Head#LENGTH_UNKNOWN] when their end shows later.
  long left() {
    return form == Form.LENGTH ? left : Head.LENGTH_UNKNOWN;
  }

  boolean isToEnd() {
    return form == Form.TO_END;
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
    return form == Form.CHUNKED ? decoder().trailers() : ChunkedDecoder.NO_TRAILERS;
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
