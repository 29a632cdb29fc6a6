package io.bucky.krpc.http;

import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.base.Unwind;
import io.bucky.krpc.KrpcService;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// The HTTP server of one program: several ports, each with its services, its routes, `/healthz`,
/// `/readyz` and `/metrics`.
///
/// Ports join at any time with [#listen]. Any thread may call.
public final class KrpcHttpServer implements AutoCloseable {
  static final int HEADER_BYTES_MAX = 16 << 10;
  private static final int LOOPS_MAX = 4;
  private static final int CONNECTIONS_MAX = 8_192;
  private static final int BACKLOG = 1_024;
  private static final int PAGE_BYTES = 8 << 10;
  private static final int CHUNK_ORDER = 5; // chunks of 256 KiB: an idle program keeps one a loop
  private static final int SMALL_CACHED = 256;
  private static final int NORMAL_CACHED = 32;
  private static final long STOP_MILLIS = 500;

  private final boolean epoll;
  private final MultiThreadIoEventLoopGroup loops;
  private final PooledByteBufAllocator allocator;
  private final ChannelGroup channels;
  private final Exchanges exchanges;
  private final int connectionsMax;
  private final AtomicInteger connections = new AtomicInteger();
  private final LongAdder refused;
  private final Metrics metrics;
  private final Unwind resources;

  private KrpcHttpServer(
      boolean epoll,
      MultiThreadIoEventLoopGroup loops,
      PooledByteBufAllocator allocator,
      ChannelGroup channels,
      Exchanges exchanges,
      int connectionsMax,
      Metrics metrics,
      Unwind resources) {
    this.epoll = epoll;
    this.loops = loops;
    this.allocator = allocator;
    this.channels = channels;
    this.exchanges = exchanges;
    this.connectionsMax = connectionsMax;
    this.metrics = metrics;
    this.resources = resources;
    this.refused = metrics.counter("http_connections_refused_total");
    metrics.gauge("http_connections", connections::get);
  }

  /// Starts with no port.
  ///
  /// @param metrics what `/metrics` prints, and where the server counts
  public static KrpcHttpServer open(Metrics metrics, Time time) {
    return open(metrics, time, KrpcService.CALL_MAX);
  }

  /// @param callMax a request's time
  static KrpcHttpServer open(Metrics metrics, Time time, Duration callMax) {
    return open(metrics, time, callMax, CONNECTIONS_MAX);
  }

  /// @param connectionsMax over all ports; more are closed as they come
  static KrpcHttpServer open(Metrics metrics, Time time, Duration callMax, int connectionsMax) {
    try (var opening = new Unwind()) {
      int count = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, LOOPS_MAX);
      boolean epoll = Epoll.isAvailable();
      var loops =
          new MultiThreadIoEventLoopGroup(
              count,
              new DefaultThreadFactory("http", true),
              epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
      opening.push(() ->
          loops.shutdownGracefully(0, STOP_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly());
      var channels = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);
      opening.push(() -> channels.close().awaitUninterruptibly());
      var threads =
          opening.push(
              Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory()));
      var deadlines = opening.push(Deadlines.open(time, callMax.dividedBy(15)));
      var exchanges = new Exchanges(threads, deadlines, callMax, metrics, time);
      var allocator =
          new PooledByteBufAllocator(
              true, 0, count, PAGE_BYTES, CHUNK_ORDER, SMALL_CACHED, NORMAL_CACHED, false);
      return new KrpcHttpServer(
          epoll, loops, allocator, channels, exchanges, connectionsMax, metrics, opening.release());
    }
  }

  /// Serves `endpoint` at `address`; port 0 takes a free one.
  ///
  /// @return the port
  /// @throws IOException if the address cannot be bound; the message names it
  public int listen(InetSocketAddress address, Endpoint endpoint) throws IOException {
    PortTable table = PortTable.of(endpoint, metrics);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOCATOR, allocator)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    admit(channel, table);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on " + address.getHostString() + ":" + address.getPort(), bound.cause());
    }
    channels.add(bound.channel());
    return ((InetSocketAddress) bound.channel().localAddress()).getPort();
  }

  private void admit(Channel channel, PortTable table) {
    channels.add(channel);
    int open = connections.incrementAndGet();
    channel.closeFuture().addListener(_ -> connections.decrementAndGet());
    if (open > connectionsMax) {
      refused.increment();
      var _ = channel.close();
    } else {
      Connection.install(channel, table, exchanges);
    }
  }

  /// Stops accepting, interrupts what runs, closes every connection.
  @Override
  public void close() {
    resources.close();
  }
}
