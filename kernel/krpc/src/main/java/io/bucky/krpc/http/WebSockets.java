package io.bucky.krpc.http;

import io.bucky.base.Deadline;
import io.bucky.base.Log;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.io.IOException;

/// Turns requests into WebSockets (RFC 6455), for text messages only, each with a virtual thread
/// that runs its endpoint.
final class WebSockets {
  static final int MESSAGE_BYTES_MAX = 64 << 10;
  private static final String VERSION = "13";
  private static final Log LOG = Log.of("krpc.websocket");

  private WebSockets() {}

  /// On the connection's loop.
  ///
  /// @param added to the headers of the answer
  /// @return false if the request is not a handshake; nothing was answered then
  static boolean upgrade(
      Connection connection,
      HttpRequest request,
      HttpHeaders added,
      Exchanges exchanges,
      WebSocketEndpoint endpoint) {
    if (!VERSION.equals(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
      return false; // the drafts before the RFC named no version
    }
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory("", null, false, MESSAGE_BYTES_MAX)
            .newHandshaker(request);
    if (handshaker == null) {
      return false;
    }
    Channel channel = connection.channel();
    var socket = new NettyWebSocket(channel);
    var whole =
        new DefaultFullHttpRequest(
            request.protocolVersion(),
            request.method(),
            request.uri(),
            Unpooled.EMPTY_BUFFER,
            request.headers(),
            EmptyHttpHeaders.INSTANCE);
    try {
      channel
          .pipeline()
          .addLast(
              new WebSocketFrameAggregator(MESSAGE_BYTES_MAX), new Utf8FrameValidator(), socket);
      handshaker
          .handshake(channel, whole, added, channel.newPromise())
          .addListener(done -> {
            if (done.isSuccess()) {
              exchanges.threads().execute(() -> run(endpoint, socket, exchanges));
            } else {
              var _ = channel.close();
            }
          });
    } catch (WebSocketHandshakeException e) {
      channel.pipeline().remove(WebSocketFrameAggregator.class);
      channel.pipeline().remove(Utf8FrameValidator.class);
      channel.pipeline().remove(socket);
      return false;
    }
    connection.leave();
    channel.pipeline().remove(connection);
    return true;
  }

  private static void run(WebSocketEndpoint endpoint, NettyWebSocket channel, Exchanges exchanges) {
    Deadlines.Entry entry =
        exchanges.deadlines().enterThread(Deadline.in(exchanges.callMax(), exchanges.time()));
    entry.forever();
    try {
      endpoint.run(channel);
      channel.close(1000, "");
    } catch (IOException e) {
      channel.abort(); // the peer is gone
    } catch (InterruptedException e) {
      channel.close(1001, "the service is stopping");
    } catch (RuntimeException | Error e) {
      LOG.error("websocket.endpoint.failed", e);
      channel.close(1011, "internal error");
    } finally {
      entry.leave();
    }
  }
}
