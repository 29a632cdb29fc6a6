package io.bucky.gateway.proxy;

import io.bucky.gateway.route.Endpoint;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;

/// The kept-alive connections of one loop to one upstream, last used first. One event loop.
final class UpstreamPool {
  private final Endpoint endpoint;
  private final Loop loop;
  private final Deque<UpstreamConnection> idle = new ArrayDeque<>();
  private final LongAdder opened;
  private final LongAdder reused;
  private final LongAdder failed;

  UpstreamPool(Endpoint endpoint, Loop loop) {
    this.endpoint = endpoint;
    this.loop = loop;
    String label = "{upstream=\"" + endpoint.name() + "\"}";
    this.opened = loop.metrics().counter("gateway_upstream_opened_total" + label);
    this.reused = loop.metrics().counter("gateway_upstream_reused_total" + label);
    this.failed = loop.metrics().counter("gateway_upstream_failed_total" + label);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /// Gives `exchange` a connection, now or when one is open; or says that there is none.
  ///
  /// @param fresh true: not one that was used before
  void acquire(ProxyExchange exchange, boolean fresh) {
    while (!fresh && !idle.isEmpty()) {
      UpstreamConnection kept = idle.pop();
      if (kept.isUsable()) {
        reused.increment();
        exchange.connected(kept, true);
        return;
      }
    }
    connect(exchange);
  }

  private void connect(ProxyExchange exchange) {
    var connection = new UpstreamConnection(loop, this);
    ChannelFuture connecting =
        loop.bootstrap().handler(connection).connect(endpoint.address(), endpoint.port());
    connecting.addListener(
        (ChannelFutureListener)
            done -> {
              if (done.isSuccess()) {
                opened.increment();
                exchange.connected(connection, false);
              } else {
                failed.increment();
                exchange.connectFailed(String.valueOf(done.cause().getMessage()));
              }
            });
  }

  /// Takes a connection back whose last exchange is over.
  void release(UpstreamConnection connection) {
    if (idle.size() >= Limits.IDLE_UPSTREAM_MAX || loop.pool(endpoint) != this) {
      connection.close();
    } else {
      idle.push(connection);
    }
  }

  void remove(UpstreamConnection connection) {
    idle.remove(connection);
  }

  void closeIdle() {
    while (!idle.isEmpty()) {
      idle.pop().close();
    }
  }
}
