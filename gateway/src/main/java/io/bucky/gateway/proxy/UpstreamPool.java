package io.bucky.gateway.proxy;

import io.bucky.gateway.route.Endpoint;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;

/// The connections of one loop to one upstream: the idle ones, last used first, and what waits
/// while there are as many as may be. One event loop.
final class UpstreamPool implements Timed {
  private final Endpoint endpoint;
  private final Loop loop;
  private final UpstreamLimits limits;
  private final Deque<UpstreamConnection> idle = new ArrayDeque<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final LongAdder opened;
  private final LongAdder reused;
  private final LongAdder failed;
  private final LongAdder refused;
  private int open;
  private boolean retired;

  private record Waiting(ProxyExchange exchange, long deadline) {}

  UpstreamPool(Endpoint endpoint, Loop loop, UpstreamLimits limits) {
    this.endpoint = endpoint;
    this.loop = loop;
    this.limits = limits;
    String label = "{upstream=\"" + endpoint.name() + "\"}";
    this.opened = loop.metrics().counter("gateway_upstream_opened_total" + label);
    this.reused = loop.metrics().counter("gateway_upstream_reused_total" + label);
    this.failed = loop.metrics().counter("gateway_upstream_failed_total" + label);
    this.refused = loop.metrics().counter("gateway_upstream_refused_total" + label);
  }

  /// Gives `exchange` a connection, now or when there is one; or says that there is none.
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
    if (open < limits.connectionsMax()) {
      connect(exchange);
    } else if (waiting.size() < limits.waitingMax()) {
      waiting.add(new Waiting(exchange, loop.nanos() + Limits.WAIT_NANOS));
      loop.watch(this);
    } else {
      refuse(exchange);
    }
  }

  private void refuse(ProxyExchange exchange) {
    refused.increment();
    exchange.noRoom();
  }

  /// The exchange no longer waits.
  void giveUp(ProxyExchange exchange) {
    waiting.removeIf(one -> one.exchange() == exchange);
  }

  private void connect(ProxyExchange exchange) {
    open++;
    var connection = new UpstreamConnection(loop, this);
    ChannelFuture connecting =
        loop.bootstrap().handler(connection).connect(endpoint.address(), endpoint.port());
    connecting.addListener(
        (ChannelFutureListener)
            done -> {
              if (done.isSuccess()) {
                opened.increment();
                done.channel().closeFuture().addListener(_ -> left());
                exchange.connected(connection, false);
              } else {
                failed.increment();
                exchange.connectFailed(String.valueOf(done.cause().getMessage()));
                left();
              }
            });
  }

  /// There is room for one more connection.
  private void left() {
    open--;
    Waiting next = waiting.poll();
    if (next != null) {
      connect(next.exchange());
    }
  }

  /// Takes a connection back whose last exchange is over.
  void release(UpstreamConnection connection) {
    Waiting next = waiting.poll();
    if (next != null) {
      reused.increment();
      next.exchange().connected(connection, true);
    } else if (retired || idle.size() >= Limits.IDLE_UPSTREAM_MAX) {
      connection.close();
    } else {
      idle.push(connection);
    }
  }

  void remove(UpstreamConnection connection) {
    idle.remove(connection);
  }

  /// No route leads here any more: what runs may end, nothing is kept.
  void retire() {
    retired = true;
    while (!idle.isEmpty()) {
      idle.pop().close();
    }
  }

  @Override
  public long deadlineNanos() {
    Waiting first = waiting.peek();
    if (first == null) {
      loop.forget(this);
      return NEVER;
    }
    return first.deadline();
  }

  @Override
  public void timedOut() {
    long now = loop.nanos();
    Waiting first = waiting.peek();
    while (first != null && now - first.deadline() >= 0) {
      waiting.remove();
      refuse(first.exchange());
      first = waiting.peek();
    }
  }
}
