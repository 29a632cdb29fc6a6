package io.bucky.krpc.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// One WebSocket: the loop puts messages into a queue, the endpoint's thread takes them.
///
/// A peer that sends more than the queue holds, or takes nothing for [#STUCK_SECONDS], is cut off.
/// Pings are answered here, as long as the peer takes the answers.
final class NettyWebSocket extends SimpleChannelInboundHandler<WebSocketFrame>
    implements WebSocketChannel {
  private static final int RECEIVED_MAX = 64;
  private static final long STUCK_SECONDS = 60;
  private static final long LINGER_MILLIS = 1_000;

  private final Channel channel;
  private final BlockingQueue<Optional<String>> received =
      new ArrayBlockingQueue<>(RECEIVED_MAX + 1);
  private volatile boolean closed;

  NettyWebSocket(Channel channel) {
    this.channel = channel;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    if (closed) {
      return; // what comes before the peer hears of it
    }
    switch (frame) {
      case TextWebSocketFrame text -> {
        if (received.size() >= RECEIVED_MAX || !received.offer(Optional.of(text.text()))) {
          close(WebSocketCloseStatus.POLICY_VIOLATION, "too many messages");
        }
      }
      case PingWebSocketFrame ping -> {
        if (channel.isWritable()) {
          var _ = ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
        }
      }
      case CloseWebSocketFrame close -> {
        end();
        var _ = ctx.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
        cutOffSoon();
      }
      case BinaryWebSocketFrame _ -> close(WebSocketCloseStatus.INVALID_MESSAGE_TYPE, "text only");
      default -> {}
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    switch (cause) {
      case CorruptedWebSocketFrameException e -> close(e.closeStatus(), "not a frame");
      case TooLongFrameException _ ->
          close(
              WebSocketCloseStatus.MESSAGE_TOO_BIG,
              "a message is larger than " + WebSockets.MESSAGE_BYTES_MAX + " bytes");
      default -> abort();
    }
  }

  private void end() {
    closed = true;
    var _ = received.offer(Optional.empty()); // wakes a waiting receiver; room is kept for it
  }

  @Override
  public void send(String text) throws IOException, InterruptedException {
    if (closed) {
      throw new IOException("the WebSocket is closed");
    }
    ChannelFuture sent = channel.writeAndFlush(new TextWebSocketFrame(text));
    if (!sent.await(STUCK_SECONDS, TimeUnit.SECONDS)) {
      abort();
      throw new IOException("the peer takes nothing");
    }
    if (!sent.isSuccess()) {
      throw new IOException("the WebSocket broke off", sent.cause());
    }
  }

  @Override
  public Optional<String> receive(Duration atMost) throws InterruptedException {
    Optional<String> message = received.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
    return message == null ? Optional.empty() : message;
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  void close(int code, String reason) {
    if (closed) {
      return;
    }
    end();
    var _ =
        channel
            .writeAndFlush(new CloseWebSocketFrame(code, reason))
            .addListener(ChannelFutureListener.CLOSE);
    cutOffSoon();
  }

  /// For a peer that does not take the closing frame.
  private void cutOffSoon() {
    Runnable cutOff =
        () -> {
          var _ = channel.close();
        };
    var _ = channel.eventLoop().schedule(cutOff, LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void close(WebSocketCloseStatus status, String reason) {
    close(status.code(), reason);
  }

  void abort() {
    end();
    var _ = channel.close();
  }
}
