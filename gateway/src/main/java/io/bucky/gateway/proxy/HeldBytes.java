package io.bucky.gateway.proxy;

import java.util.concurrent.atomic.AtomicLong;

/// How many bytes of request bodies the gateway holds at once, so that many clients together cannot
/// fill its memory. Any thread.
final class HeldBytes {
  private final AtomicLong free;

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
