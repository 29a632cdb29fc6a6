package io.bucky.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

/// Bytes both ways after a change of protocol; each side reads no further than the other writes.
/// What passes in either direction keeps both sides open. One event loop.
final class Tunnel {
  private final Channel client;
  private final Channel upstream;
  private final Loop loop;
  private long deadline;

  Tunnel(Channel client, Channel upstream, Loop loop) {
    this.client = client;
    this.upstream = upstream;
    this.loop = loop;
    passed();
  }

  private void passed() {
    deadline = loop.nanos() + Limits.STREAM_NANOS;
  }

  long deadlineNanos() {
    return deadline;
  }

  void fromClient(ByteBuf data) {
    passed();
    Io.write(upstream, data);
  }

  void fromUpstream(ByteBuf data) {
    passed();
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
