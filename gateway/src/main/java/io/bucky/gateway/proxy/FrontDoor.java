package io.bucky.gateway.proxy;

import io.bucky.gateway.tls.TlsContexts;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;

/// Receives accepted connections and gives each its handlers. Any loop.
public final class FrontDoor {
  private static final int HANDSHAKE_MILLIS = 10_000;

  private final Dispatcher dispatcher;
  private final Connections connections;
  private final TlsContexts tls;

  public FrontDoor(Dispatcher dispatcher, Connections connections, TlsContexts tls) {
    this.dispatcher = dispatcher;
    this.connections = connections;
    this.tls = tls;
  }

  public void admit(Channel channel, Loop loop, Door door) {
    if (!connections.admit(channel)) {
      Io.close(channel);
      return;
    }
    String address =
        channel.remoteAddress() instanceof InetSocketAddress inet && inet.getAddress() != null
            ? inet.getAddress().getHostAddress()
            : "unknown";
    var peer = new Peer(address, door);
    if (door == Door.HTTPS) {
      encrypted(channel, loop, peer);
    } else {
      channel.pipeline().addLast(new Http1Front(loop, peer, dispatcher, connections));
    }
  }

  private void encrypted(Channel channel, Loop loop, Peer peer) {
    if (tls.current().isPresent()) {
      secure(channel, loop, peer, tls.current().get());
      return;
    }
    channel.config().setAutoRead(false);
    boolean waits =
        tls.whenReady(context ->
            channel
                .eventLoop()
                .execute(() -> {
                  secure(channel, loop, peer, context);
                  channel.config().setAutoRead(true);
                }));
    if (!waits) {
      Io.close(channel);
    }
  }

  private void secure(Channel channel, Loop loop, Peer peer, SslContext context) {
    SslHandler handler = context.newHandler(channel.alloc());
    handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
    channel.pipeline().addLast(handler).addLast(new Negotiated(loop, peer));
  }

  /// Puts in the protocol that client and gateway agreed on.
  private final class Negotiated extends ApplicationProtocolNegotiationHandler {
    private final Loop loop;
    private final Peer peer;

    Negotiated(Loop loop, Peer peer) {
      super(ApplicationProtocolNames.HTTP_1_1);
      this.loop = loop;
      this.peer = peer;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      ctx.pipeline()
          .addLast(
              protocol.equals(ApplicationProtocolNames.HTTP_2)
                  ? Http2Front.create(loop, peer, dispatcher, connections)
                  : new Http1Front(loop, peer, dispatcher, connections));
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
      connections.failed(cause);
      Io.close(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      connections.failed(cause);
      Io.close(ctx);
    }
  }
}
