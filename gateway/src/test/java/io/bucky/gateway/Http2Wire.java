package io.bucky.gateway;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/// HTTP/2 connections that send exactly what they are told, and say what comes in which order.
final class Http2Wire implements AutoCloseable {
  private static final String HOST = "blog.home.localhost";

  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Zone zone;
  private final SslContext tls;
  private final int windowBytes;

  /// @param windowBytes how much of each answer these clients take ahead
  Http2Wire(Zone zone, int windowBytes) throws SSLException {
    this.zone = zone;
    this.windowBytes = windowBytes;
    Path authority = zone.layout().certificates().resolve("ca.pem");
    Zone.eventually("the authority exists", () -> Files.exists(authority));
    this.tls =
        SslContextBuilder.forClient()
            .trustManager(authority.toFile())
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2))
            .build();
  }

  Channel connect() throws InterruptedException {
    return new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel opened) {
                opened
                    .pipeline()
                    .addLast(
                        tls.newHandler(opened.alloc(), HOST, 443),
                        Http2FrameCodecBuilder.forClient()
                            .initialSettings(
                                Http2Settings.defaultSettings().initialWindowSize(windowBytes))
                            .build(),
                        new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
              }
            })
        .connect(InetAddress.getLoopbackAddress(), zone.port("https"))
        .sync()
        .channel();
  }

  static Http2Headers head(String method, String host, String path) {
    return new DefaultHttp2Headers().method(method).scheme("https").authority(host).path(path);
  }

  /// A new stream of `connection` that begins with `head`.
  ///
  /// @param ended no body follows
  static Stream open(Channel connection, Http2Headers head, boolean ended) {
    var seen = new Stream.Seen();
    Channel channel =
        new Http2StreamChannelBootstrap(connection)
            .handler(seen)
            .open()
            .syncUninterruptibly()
            .getNow();
    var _ = channel.writeAndFlush(new DefaultHttp2HeadersFrame(head, ended));
    return new Stream(channel, seen);
  }

  /// One request, and what comes back: `200`, pieces of the body, `end`, `reset 0`.
  record Stream(Channel channel, Seen seen) {
    private static final int PATIENCE_SECONDS = 10;

    private static final class Seen extends ChannelInboundHandlerAdapter {
      private final LinkedBlockingQueue<String> parts = new LinkedBlockingQueue<>();

      @Override
      public void channelRead(ChannelHandlerContext ctx, Object frame) {
        boolean ended = false;
        if (frame instanceof Http2HeadersFrame head) {
          parts.add(String.valueOf(head.headers().status()));
          ended = head.isEndStream();
        } else if (frame instanceof Http2DataFrame data) {
          parts.add(data.content().toString(StandardCharsets.UTF_8));
          ended = data.isEndStream();
        }
        ReferenceCountUtil.release(frame);
        if (ended) {
          parts.add("end");
        }
      }

      @Override
      public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2ResetFrame reset) {
          parts.add("reset " + reset.errorCode());
        }
      }
    }

    /// What comes next, or `nothing`.
    String next() throws InterruptedException {
      String part = seen.parts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return part == null ? "nothing" : part;
    }

    /// Status and body of the whole answer.
    String answer() throws InterruptedException {
      var text = new StringBuilder(next()).append(' ');
      for (String part = next(); !part.equals("end"); part = next()) {
        text.append(part);
        if (part.equals("nothing") || part.startsWith("reset")) {
          return text.toString();
        }
      }
      return text.toString();
    }

    boolean hasInput() {
      return !seen.parts.isEmpty();
    }

    void send(String text, boolean ended) {
      var _ =
          channel.writeAndFlush(
              new DefaultHttp2DataFrame(
                  Unpooled.copiedBuffer(text, StandardCharsets.UTF_8), ended));
    }
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
