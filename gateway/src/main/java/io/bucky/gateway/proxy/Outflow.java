package io.bucky.gateway.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/// What one client has been sent and has not taken. One event loop.
final class Outflow {
  private static final long NOT_LOOKED = -1;

  private final Channel channel;
  private final Loop loop;
  private long queuedBytes = NOT_LOOKED;
  private long sentBytes;
  private long deadline;

  Outflow(Channel channel, Loop loop) {
    this.channel = channel;
    this.loop = loop;
  }

  /// More was sent: the client's time begins anew.
  void more() {
    queuedBytes = NOT_LOOKED;
  }

  /// When a client that takes nothing counts as gone; later with every byte it takes, as seen by
  /// whoever looks. [Timed#NEVER] when it has taken everything.
  long deadlineNanos() {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    if (queue == null || queue.isEmpty()) {
      queuedBytes = NOT_LOOKED;
      return Timed.NEVER;
    }
    long queued = queue.totalPendingWriteBytes();
    long sent = queue.currentProgress(); // of the first in the queue, which may be a whole file
    if (queued != queuedBytes || sent != sentBytes) {
      queuedBytes = queued;
      sentBytes = sent;
      deadline = loop.nanos() + Limits.WRITE_NANOS;
    }
    return deadline;
  }
}
