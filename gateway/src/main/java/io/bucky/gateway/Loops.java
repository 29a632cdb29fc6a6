package io.bucky.gateway;

import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.gateway.proxy.HeldBytes;
import io.bucky.gateway.proxy.Loop;
import io.bucky.gateway.proxy.UpstreamLimits;
import io.bucky.gateway.route.Endpoint;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The event loops: one per core, on epoll where its native part loads, else on NIO. Any thread.
final class Loops implements AutoCloseable {
  private static final int PAGE_BYTES = 8 << 10;
  private static final int CHUNK_ORDER = 6; // chunks of 512 KiB: an idle gateway keeps one per loop
  private static final int SMALL_CACHED = 256;
  private static final int NORMAL_CACHED = 32;
  private static final long STOP_SECONDS = 2;

  private final boolean epoll;
  private final MultiThreadIoEventLoopGroup group;
  private final ByteBufAllocator allocator;
  private final Map<EventExecutor, Loop> loops;

  Loops(int count, Time time, Metrics metrics, UpstreamLimits limits) {
    this.epoll = Epoll.isAvailable();
    this.group =
        new MultiThreadIoEventLoopGroup(
            count,
            new DefaultThreadFactory("gateway-loop"),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    this.allocator =
        new PooledByteBufAllocator(
            true, 0, count, PAGE_BYTES, CHUNK_ORDER, SMALL_CACHED, NORMAL_CACHED, false);
    Class<? extends Channel> type = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    var held = new HeldBytes();
    var all = new HashMap<EventExecutor, Loop>();
    for (EventExecutor executor : group) {
      all.put(
          executor, new Loop((EventLoop) executor, type, allocator, time, metrics, limits, held));
    }
    this.loops = Map.copyOf(all);
  }

  /// `epoll` or `nio`.
  String transport() {
    return epoll ? "epoll" : "nio";
  }

  MultiThreadIoEventLoopGroup group() {
    return group;
  }

  ByteBufAllocator allocator() {
    return allocator;
  }

  Class<? extends ServerChannel> serverType() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  Loop of(Channel channel) {
    Loop loop = loops.get(channel.eventLoop());
    if (loop == null) {
      throw new IllegalStateException("a channel of a foreign loop: " + channel);
    }
    return loop;
  }

  /// Keeps no connection to other endpoints.
  void keepOnly(Set<Endpoint> wanted) {
    loops.values().forEach(loop -> loop.keepOnly(wanted));
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
