package io.bucky.gateway.proxy;

import io.bucky.base.Log;
import io.bucky.base.Metrics;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLException;

/// The client connections of one gateway: counted, bounded, and told when it stops. Any thread.
public final class Connections {
  private static final Log LOG = Log.of("gateway.http");

  /// With what each does when the gateway stops.
  private final ConcurrentHashMap<Channel, Runnable> open = new ConcurrentHashMap<>();

  private final LongAdder accepted;
  private final LongAdder refused;
  private final LongAdder broken;
  private volatile boolean draining;

  public Connections(Metrics metrics) {
    accepted = metrics.counter("gateway_connections_accepted_total");
    refused = metrics.counter("gateway_connections_refused_total");
    broken = metrics.counter("gateway_connections_broken_total");
    metrics.gauge("gateway_connections", open::size);
  }

  /// False when there are too many already. Counts from here until it closes, whether or not the
  /// client ever says something.
  public boolean admit(Channel channel) {
    boolean room = open.size() < Limits.CONNECTIONS_MAX && !draining;
    (room ? accepted : refused).increment();
    if (room) {
      open.put(channel, () -> Io.close(channel));
      channel.closeFuture().addListener(_ -> open.remove(channel));
    }
    return room;
  }

  /// @param drain run on the channel's loop when the gateway stops
  void whenDraining(Channel channel, Runnable drain) {
    open.replace(channel, drain);
  }

  boolean isDraining() {
    return draining;
  }

  public int count() {
    return open.size();
  }

  /// Idle connections close now, the others after their answers.
  public void drain() {
    draining = true;
    open.forEach((channel, drain) -> channel.eventLoop().execute(drain));
  }

  /// Closes what is left.
  public void closeAll() {
    for (Channel channel : open.keySet()) {
      Io.close(channel);
    }
  }

  /// A handler threw: a broken socket is ordinary, anything else is a bug of ours.
  void failed(Throwable cause) {
    broken.increment();
    boolean ordinary =
        cause instanceof IOException
            || cause instanceof SSLException
            || cause.getCause() instanceof SSLException;
    if (ordinary) {
      LOG.debug(
          "gateway.connection.broken",
          "why",
          cause.getMessage() == null ? cause : cause.getMessage());
    } else {
      LOG.error("gateway.exchange.failed", cause);
    }
  }
}
