package io.bucky.bench;

import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.identity.Jwt;
import io.bucky.identity.SigningKey;
import io.bucky.identity.TrustKeys;
import io.bucky.json.Json;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.Method;
import io.bucky.krpc.Reply;
import io.bucky.krpc.http.Endpoint;
import io.bucky.krpc.http.KrpcHttpServer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Question: what does kRPC cost on top of the server library that carries it?
///
/// `EchoServer krpc|bare`: answers at a free loopback port until it is killed; prints the port and
/// a token. `krpc` is a method of one text behind a verified session token, `bare` sends the body
/// back from the handler that the library's codec calls. One event loop each.
public final class EchoServer {
  private static final int BODY_BYTES_MAX = 1 << 20;

  /// @param text of the request and of the answer
  public record Text(String text) {}

  private static final Method<Text, Text> ECHO =
      Method.of("echo", "echo", Text.class, Text.class, "Answers the text.");

  private EchoServer() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var key = SigningKey.generate(new SecureRandom());
    int port = arguments[0].equals("bare") ? bare(loopback) : krpc(loopback, key.publicKey());
    System.out.println(port + " " + token(key));
    Thread.currentThread().join();
  }

  private static String token(SigningKey key) {
    var claims =
        Json.object()
            .put("sub", "alice")
            .put("appid", "bench")
            .put("iss", TrustKeys.VERIFY_HUB)
            .put("exp", Time.system().now().plus(Duration.ofHours(1)).getEpochSecond());
    return Jwt.sign(key, Optional.of(TrustKeys.VERIFY_HUB), claims);
  }

  private static int krpc(InetSocketAddress address, io.bucky.identity.PublicKey hub)
      throws IOException {
    var trust = new TrustKeys(Time.system());
    trust.replace(Map.of(TrustKeys.VERIFY_HUB, hub));
    var metrics = new Metrics();
    var service =
        KrpcService.named("echo", trust)
            .metrics(metrics)
            .onMemory(ECHO, (_, text) -> Reply.ok(text))
            .build();
    return KrpcHttpServer.open(metrics, Time.system()).listen(address, Endpoint.of(service));
  }

  private static int bare(InetSocketAddress address) throws InterruptedException {
    Channel listening =
        new ServerBootstrap()
            .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
            .channel(EpollServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(BODY_BYTES_MAX),
                            new Echo());
                  }
                })
            .bind(address)
            .sync()
            .channel();
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /// Sends each body back.
  private static final class Echo extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      var answer =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.OK, request.content().retain());
      answer
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
          .set(HttpHeaderNames.CONTENT_LENGTH, request.content().readableBytes());
      var _ = ctx.writeAndFlush(answer, ctx.voidPromise());
    }
  }
}
