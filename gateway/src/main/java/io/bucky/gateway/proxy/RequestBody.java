package io.bucky.gateway.proxy;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Where the body of one request goes after the other; what nobody wants is dropped. One event
/// loop.
final class RequestBody {
  private @Nullable BodySink sink;
  private boolean unwanted;
  private long droppedBytes;

  /// Another request begins.
  void begin() {
    unwanted = false;
    droppedBytes = 0;
  }

  void to(BodySink taker) {
    sink = taker;
  }

  /// The taker is done with the request.
  void leave() {
    sink = null;
  }

  /// What is left is read and dropped.
  void discard() {
    sink = null;
    unwanted = true;
  }

  boolean hasTaker() {
    return sink != null;
  }

  /// False when more was dropped than a connection is worth.
  boolean data(ByteBuf piece) {
    BodySink to = sink;
    if (unwanted || to == null) {
      droppedBytes += piece.readableBytes();
      piece.release();
      return droppedBytes <= Limits.DISCARD_BYTES_MAX;
    }
    to.data(piece);
    return true;
  }

  /// False when nobody waited for it.
  boolean end(byte[] trailers) {
    BodySink to = sink;
    if (unwanted || to == null) {
      return false;
    }
    to.end(trailers);
    to.flush();
    return true;
  }

  void flush() {
    if (sink != null) {
      sink.flush();
    }
  }

  /// The client takes bytes of the answer again.
  void writable() {
    if (sink != null) {
      sink.writable();
    }
  }

  /// The client is gone, or its body cannot be read.
  void gone() {
    BodySink to = sink;
    discard();
    if (to != null) {
      to.gone();
    }
  }
}
