package io.bucky.gateway.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;

/// The end of a connection whose last answer is complete: the client takes it to its end, then the
/// socket closes. Closed with bytes unread, a socket drops what its peer has not taken; so the rest
/// of a refused request is read for a moment. One event loop.
final class Lingering {
  private final ChannelHandlerContext context;
  private final Loop loop;
  private final Outflow outflow;
  private final boolean encrypted;
  private long deadline = Timed.NEVER;

  Lingering(ChannelHandlerContext context, Loop loop, Outflow outflow, boolean encrypted) {
    this.context = context;
    this.loop = loop;
    this.outflow = outflow;
    this.encrypted = encrypted;
  }

  /// @param requestLeft the client may be sending still
  void begin(boolean requestLeft) {
    context.channel().config().setAutoRead(true); // to see it leave
    var _ =
        context
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(sent -> {
              if (sent.isSuccess()) {
                taken(requestLeft);
              }
            });
  }

  private void taken(boolean requestLeft) {
    if (!requestLeft) {
      Io.close(context);
      return;
    }
    deadline = loop.nanos() + Limits.LINGER_NANOS;
    if (context.channel() instanceof DuplexChannel duplex && !encrypted) {
      var _ = duplex.shutdownOutput(); // TLS has no such thing that all clients bear
    }
  }

  long deadlineNanos() {
    return deadline == Timed.NEVER ? outflow.deadlineNanos() : deadline;
  }
}
