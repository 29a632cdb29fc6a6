package io.bucky.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// The bytes of one connection that came and were not used up yet. One event loop.
final class Inbox {
  private final ByteBufAllocator allocator;
  private @Nullable ByteBuf held;

  Inbox(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /// @param more owned by the inbox from here
  void add(ByteBuf more) {
    held = Buffers.append(allocator, held, more);
  }

  boolean isEmpty() {
    if (held != null && !held.isReadable()) {
      drop();
    }
    return held == null;
  }

  int length() {
    return held == null ? 0 : held.readableBytes();
  }

  /// The bytes, to be read where they are.
  ByteBuf bytes() {
    ByteBuf all = held;
    if (all == null) {
      throw new IllegalStateException("nothing is held");
    }
    return all;
  }

  /// At most `most` bytes, without a copy, owned by the caller.
  ByteBuf take(long most) {
    ByteBuf all = bytes();
    if (all.readableBytes() > most) {
      return all.readRetainedSlice((int) most);
    }
    held = null;
    return all;
  }

  /// Everything, owned by the caller; nothing when it is empty.
  @Nullable ByteBuf takeAll() {
    ByteBuf all = held;
    held = null;
    return all;
  }

  void drop() {
    if (held != null) {
      held.release();
      held = null;
    }
  }
}
