package io.bucky.gateway.proxy;

import java.util.concurrent.atomic.AtomicLong;

/// How many bytes of requests the gateway holds at once, so that many clients together cannot fill
/// its memory: bodies that are read whole, and heads that wait for a body or for a connection. Any
/// thread.
public final class HeldBytes {
  private final AtomicLong free;

  public HeldBytes() {
    this(Limits.HELD_BYTES_MAX);
  }

  HeldBytes(long bytesMax) {
    this.free = new AtomicLong(bytesMax);
  }

  /// False when there is no room for `bytes` more.
  boolean take(long bytes) {
    long left = free.addAndGet(-bytes);
    if (left < 0) {
      free.addAndGet(bytes);
      return false;
    }
    return true;
  }

  void giveBack(long bytes) {
    free.addAndGet(bytes);
  }
}
