package io.bucky.gateway.proxy;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/// Receives accepted connections and gives each its handlers. Any loop.
public final class FrontDoor {
  private final Dispatcher dispatcher;
  private final Connections connections;

  public FrontDoor(Dispatcher dispatcher, Connections connections) {
    this.dispatcher = dispatcher;
    this.connections = connections;
  }

  public void admit(Channel channel, Loop loop, Door door) {
    if (!connections.admit()) {
      Io.close(channel);
      return;
    }
    String address =
        channel.remoteAddress() instanceof InetSocketAddress inet && inet.getAddress() != null
            ? inet.getAddress().getHostAddress()
            : "unknown";
    channel
        .pipeline()
        .addLast(new Http1Front(loop, new Peer(address, door), dispatcher, connections));
  }
}
