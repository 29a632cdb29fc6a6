package io.bucky.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

/// Bytes both ways after a change of protocol; each side reads no further than the other writes.
/// One event loop.
final class Tunnel {
  private final Channel client;
  private final Channel upstream;

  Tunnel(Channel client, Channel upstream) {
    this.client = client;
    this.upstream = upstream;
  }

  void fromClient(ByteBuf data) {
    Io.write(upstream, data);
  }

  void fromUpstream(ByteBuf data) {
    Io.write(client, data);
  }

  void flushClient() {
    client.flush();
  }

  void flushUpstream() {
    upstream.flush();
  }

  void clientWritable(boolean writable) {
    upstream.config().setAutoRead(writable);
  }

  void upstreamWritable(boolean writable) {
    client.config().setAutoRead(writable);
  }

  void clientClosed() {
    closeAfterWrites(upstream);
  }

  void upstreamClosed() {
    closeAfterWrites(client);
  }

  private static void closeAfterWrites(Channel channel) {
    if (channel.isActive()) {
      channel
          .writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER)
          .addListener(ChannelFutureListener.CLOSE);
    }
  }
}
