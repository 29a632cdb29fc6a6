package io.bucky.gateway.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;

/// Writes and closes whose outcome nobody waits for: what fails closes the connection, and the
/// connection's handler hears of that.
@SuppressWarnings("FutureReturnValueIgnored")
final class Io {
  private Io() {}

  /// @param message owned by the channel from here
  static void write(ChannelHandlerContext context, Object message) {
    context.write(message, context.voidPromise());
  }

  static void write(Channel channel, Object message) {
    channel.write(message, channel.voidPromise());
  }

  static void close(ChannelHandlerContext context) {
    context.close();
  }

  static void close(Channel channel) {
    channel.close();
  }

  /// At once and without a word: what would have to be said first would wait for ever.
  static void drop(Channel channel) {
    channel.unsafe().close(channel.newPromise());
  }
}
