package io.bucky.gateway.proxy;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What an exchange has not handed to its upstream for good: the head, and pieces of the body that
/// came too early. What may take long is paid for. One event loop.
final class Unsent {
  private final HeldBytes budget;
  private @Nullable ByteBuf head;
  private @Nullable Deque<ByteBuf> early;
  private int paid;

  /// @param head owned from here
  Unsent(ByteBuf head, HeldBytes budget) {
    this.head = head;
    this.budget = budget;
  }

  boolean hasHead() {
    return head != null;
  }

  boolean hasLargeHead() {
    return head != null && head.capacity() > Limits.SMALL_HEAD_BYTES;
  }

  /// Pays for the request, once. False when all that may be held is held.
  boolean pay() {
    return head == null || paid > 0 || pay(head.capacity() + Limits.REQUEST_BYTES);
  }

  private boolean pay(int bytes) {
    boolean room = budget.take(bytes);
    if (room) {
      paid += bytes;
    }
    return room;
  }

  /// Keeps a piece for later. False when all that may be held is held; `data` stays the caller's
  /// then.
  boolean keep(ByteBuf data) {
    if (!pay(data.readableBytes())) {
      return false;
    }
    Deque<ByteBuf> pieces = early;
    if (pieces == null) {
      pieces = new ArrayDeque<>();
      early = pieces;
    }
    pieces.add(data);
    return true;
  }

  /// @param again the head may have to be sent once more
  void sendTo(UpstreamConnection to, boolean again) {
    ByteBuf first = head;
    if (first != null && again) {
      to.write(first.retainedDuplicate());
    } else if (first != null) {
      head = null;
      to.write(first);
    }
    Deque<ByteBuf> pieces = early;
    if (pieces != null) {
      early = null;
      pieces.forEach(to::write);
    }
    if (!hasLargeHead()) {
      giveBack();
    }
  }

  private void giveBack() {
    if (paid > 0) {
      budget.giveBack(paid);
      paid = 0;
    }
  }

  void drop() {
    giveBack();
    if (head != null) {
      head.release();
      head = null;
    }
    if (early != null) {
      early.forEach(ByteBuf::release);
      early = null;
    }
  }
}
