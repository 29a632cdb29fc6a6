package io.bucky.krpc.socket;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/// Frames on a blocking channel:
///
/// | bytes | field  | range                |
/// |-------|--------|----------------------|
/// | 0-3   | length | 1 to 8,388,608       |
/// | 4-    | body   | `length` bytes, JSON |
final class Frames {
  static final int BODY_BYTES_MAX = 8 << 20;
  private static final int HEADER_BYTES = 4;
  private static final int FIRST_BYTES = 64 << 10;

  private Frames() {}

  /// The next body; empty when the peer closed between two frames.
  static Optional<byte[]> read(SocketChannel channel) throws IOException {
    var header = ByteBuffer.allocate(HEADER_BYTES);
    while (header.hasRemaining()) {
      if (channel.read(header) < 0) {
        if (header.position() == 0) {
          return Optional.empty();
        }
        throw new EOFException("the peer closed inside a frame");
      }
    }
    int length = header.getInt(0);
    if (length < 1 || length > BODY_BYTES_MAX) {
      throw new IOException("a frame of " + Integer.toUnsignedString(length) + " bytes");
    }
    // memory grows with what arrives, not with what is announced
    var body = ByteBuffer.allocate(Math.min(length, FIRST_BYTES));
    while (body.position() < length) {
      if (!body.hasRemaining()) {
        body = ByteBuffer.allocate(Math.min(length, body.capacity() * 2)).put(body.flip());
      }
      if (channel.read(body) < 0) {
        throw new EOFException("the peer closed inside a frame");
      }
    }
    return Optional.of(body.array());
  }

  static void write(SocketChannel channel, ByteBuffer body) throws IOException {
    int length = body.remaining();
    if (length < 1 || length > BODY_BYTES_MAX) {
      throw new IOException("a frame of " + length + " bytes");
    }
    var frame = ByteBuffer.allocate(HEADER_BYTES + length).putInt(length).put(body).flip();
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }
}
