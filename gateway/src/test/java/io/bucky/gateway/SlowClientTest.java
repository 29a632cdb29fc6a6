package io.bucky.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An HTTP/2 client that takes ten bytes at a time, on one connection, so that all its requests
/// share the upstream connections of one loop.
class SlowClientTest {
  private static final int WINDOW_BYTES = 10;

  @TempDir Path root;
  private final MultiThreadIoEventLoopGroup clientLoop =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private Upstream app;
  private Zone zone;
  private Channel channel;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    app = Upstream.named("app");
    zone = new Zone(root).app("blog", "blog", "public", app.port(), "");
    zone.writeInfo();
    zone.writeSettings(Zone.listener("https", 0));
    zone.open();
    Path authority = zone.layout().certificates().resolve("ca.pem");
    Zone.eventually("the authority exists", () -> Files.exists(authority));
    SslContext tls = tls(authority);
    channel =
        new Bootstrap()
            .group(clientLoop)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel opened) {
                    opened
                        .pipeline()
                        .addLast(
                            tls.newHandler(opened.alloc(), "blog.home.localhost", 443),
                            codec(),
                            new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
                  }
                })
            .connect(InetAddress.getLoopbackAddress(), zone.port("https"))
            .sync()
            .channel();
  }

  private static SslContext tls(Path authority) throws SSLException {
    return SslContextBuilder.forClient()
        .trustManager(authority.toFile())
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2))
        .build();
  }

  private static Http2FrameCodec codec() {
    return Http2FrameCodecBuilder.forClient()
        .initialSettings(Http2Settings.defaultSettings().initialWindowSize(WINDOW_BYTES))
        .build();
  }

  @AfterEach
  void stop() {
    channel.close().awaitUninterruptibly();
    clientLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    zone.close();
    app.close();
  }

  /// Gathers one answer.
  private final class Answer extends ChannelInboundHandlerAdapter {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
      boolean ended = false;
      if (frame instanceof Http2HeadersFrame head) {
        text.append(head.headers().status()).append(' ');
        ended = head.isEndStream();
      } else if (frame instanceof Http2DataFrame data) {
        text.append(data.content().toString(StandardCharsets.UTF_8));
        ended = data.isEndStream();
      }
      ReferenceCountUtil.release(frame);
      if (ended) {
        answers.add(text.toString());
      }
    }
  }

  private String get(String path) throws InterruptedException {
    var headers =
        new DefaultHttp2Headers()
            .method("GET")
            .scheme("https")
            .authority("blog.home.localhost")
            .path(path);
    Channel stream =
        new Http2StreamChannelBootstrap(channel)
            .handler(new Answer())
            .open()
            .syncUninterruptibly()
            .getNow();
    var _ = stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers, true));
    String answer = answers.poll(10, TimeUnit.SECONDS);
    return answer == null ? "nothing" : answer;
  }

  @Test
  void anAnswerThatWaitedForItsClientLeavesAnUpstreamConnectionThatWorks()
      throws InterruptedException {
    // the answers have one to four pieces: some end on a piece that has to wait
    for (int i = 1; i <= 8; i++) {
      String path = "/" + i + "x".repeat(i * 700);
      assertThat(get(path)).startsWith("200 app|GET|" + path + "|");
    }
    assertThat(app.calls()).isEqualTo(8);
  }
}
