package io.bucky.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// Joins what has not been used up with what came after it.
final class Buffers {
  private Buffers() {}

  /// Takes both; the answer is owned by the caller.
  static ByteBuf append(ByteBufAllocator allocator, @Nullable ByteBuf first, ByteBuf second) {
    if (first == null) {
      return second;
    }
    if (!first.isReadable()) {
      first.release();
      return second;
    }
    try {
      int length = first.readableBytes() + second.readableBytes();
      if (first.refCnt() == 1 && first.writableBytes() >= second.readableBytes()) {
        return first.writeBytes(second);
      }
      ByteBuf joined = allocator.directBuffer(length + length / 2);
      joined.writeBytes(first).writeBytes(second);
      first.release();
      return joined;
    } finally {
      second.release();
    }
  }
}
