package io.bucky.gateway.proxy;

import io.bucky.base.Log;
import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.route.Endpoint;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// What one event loop owns: its scratch heads, its upstream connections, and what waits for a
/// moment. Used on that loop only.
public final class Loop {
  private static final Log LOG = Log.of("gateway.http");
  private static final long SWEEP_MILLIS = 1_000;

  private final EventLoop eventLoop;
  private final Class<? extends Channel> channelType;
  private final ByteBufAllocator allocator;
  private final Time time;
  private final Metrics metrics;
  private final UpstreamLimits limits;
  private final HeldBytes held;
  private final Head requestHead = new Head();
  private final Head responseHead = new Head();
  private final Map<Endpoint, UpstreamPool> pools = new HashMap<>();
  private final Set<Timed> timed = new LinkedHashSet<>();
  private boolean sweeping;

  public Loop(
      EventLoop eventLoop,
      Class<? extends Channel> channelType,
      ByteBufAllocator allocator,
      Time time,
      Metrics metrics,
      UpstreamLimits limits,
      HeldBytes held) {
    this.eventLoop = eventLoop;
    this.channelType = channelType;
    this.allocator = allocator;
    this.time = time;
    this.metrics = metrics;
    this.limits = limits;
    this.held = held;
  }

  EventLoop eventLoop() {
    return eventLoop;
  }

  ByteBufAllocator allocator() {
    return allocator;
  }

  long nanos() {
    return time.nanos();
  }

  Instant now() {
    return time.now();
  }

  Metrics metrics() {
    return metrics;
  }

  /// What all loops together may hold of requests that wait.
  HeldBytes held() {
    return held;
  }

  /// For the request that is being read, until it has been decided.
  Head requestHead() {
    return requestHead;
  }

  /// For the answer that is being read, until it has been handed on.
  Head responseHead() {
    return responseHead;
  }

  UpstreamPool pool(Endpoint endpoint) {
    return pools.computeIfAbsent(endpoint, key -> new UpstreamPool(key, this, limits));
  }

  /// A client for upstream connections on this very loop.
  Bootstrap bootstrap() {
    return new Bootstrap()
        .group(eventLoop)
        .channel(channelType)
        .option(ChannelOption.ALLOCATOR, allocator)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Limits.CONNECT_MILLIS);
  }

  void watch(Timed waiting) {
    timed.add(waiting);
    if (!sweeping) {
      sweeping = true;
      sweepLater();
    }
  }

  void forget(Timed waiting) {
    timed.remove(waiting);
  }

  private void sweepLater() {
    var _ = eventLoop.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    try {
      long now = nanos();
      new ArrayList<>(timed).forEach(waiting -> look(waiting, now));
    } finally {
      if (timed.isEmpty()) {
        sweeping = false;
      } else {
        sweepLater();
      }
    }
  }

  /// What goes wrong with one keeps no other waiting.
  private static void look(Timed waiting, long now) {
    try {
      long deadline = waiting.deadlineNanos();
      if (deadline != Timed.NEVER && now - deadline >= 0) {
        waiting.timedOut();
      }
    } catch (RuntimeException | Error e) {
      LOG.error("gateway.exchange.failed", e);
    }
  }

  /// Keeps no connection to endpoints that `wanted` does not have. Any thread.
  public void keepOnly(Set<Endpoint> wanted) {
    eventLoop.execute(() ->
        pools
            .entrySet()
            .removeIf(pool -> {
              boolean gone = !wanted.contains(pool.getKey());
              if (gone) {
                pool.getValue().retire();
              }
              return gone;
            }));
  }
}
