package io.bucky.gateway;

import io.bucky.base.Log;
import io.bucky.gateway.proxy.Door;
import io.bucky.gateway.proxy.FrontDoor;
import io.bucky.zone.GatewaySettings.Listener;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The sockets that the gateway listens on, made equal to what is wanted. One thread: whoever
/// follows the configuration.
///
/// Closing a listener leaves its connections alone.
final class Listeners implements AutoCloseable {
  private static final Log LOG = Log.of("gateway.listen");
  private static final int BACKLOG = 1_024;
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 << 10, 256 << 10);

  private final Loops loops;
  private final FrontDoor front;
  private final Map<Listener, Channel> open = new LinkedHashMap<>();

  Listeners(Loops loops, FrontDoor front) {
    this.loops = loops;
    this.front = front;
  }

  /// Opens and closes until exactly `wanted` are open.
  ///
  /// @return what is wrong with required ones, a sentence each
  List<String> become(List<Listener> wanted) {
    var gone = new ArrayList<>(open.keySet());
    gone.removeAll(wanted);
    gone.forEach(this::closeOne);
    var problems = new ArrayList<String>();
    for (Listener listener : wanted) {
      if (!open.containsKey(listener)) {
        openOne(listener).ifPresent(problems::add);
      }
    }
    return problems;
  }

  private Optional<String> openOne(Listener listener) {
    ChannelFuture bound = bind(listener).awaitUninterruptibly();
    if (bound.isSuccess()) {
      open.put(listener, bound.channel());
      LOG.info(
          "gateway.listener.opened",
          "address",
          listener.address(),
          "port",
          portOf(bound.channel()),
          "kind",
          listener.kind());
      return Optional.empty();
    }
    String why = explain(listener, bound.cause());
    if (listener.optional()) {
      LOG.warn(
          "gateway.listener.skipped",
          "address",
          listener.address(),
          "port",
          listener.port(),
          "why",
          why);
      return Optional.empty();
    }
    return Optional.of(why);
  }

  private ChannelFuture bind(Listener listener) {
    Door door =
        Door.of(listener.kind())
            .orElseThrow(() -> new IllegalArgumentException("kind " + listener.kind()));
    return new ServerBootstrap()
        .group(loops.group())
        .channel(loops.serverType())
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.ALLOCATOR, loops.allocator())
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                front.admit(channel, loops.of(channel), door);
              }
            })
        .bind(new InetSocketAddress(listener.address(), listener.port()));
  }

  private static String explain(Listener listener, Throwable cause) {
    String place = listener.address() + ":" + listener.port();
    String text = String.valueOf(cause.getMessage());
    if (text.contains("Permission denied")) {
      return "The gateway may not listen on "
          + place
          + ": ports below 1024 need the capability CAP_NET_BIND_SERVICE or "
          + "net.ipv4.ip_unprivileged_port_start.";
    }
    if (text.contains("Address already in use")) {
      String holder = PortHolder.of(listener.port()).map(name -> ", by " + name).orElse("");
      return "The gateway cannot listen on "
          + place
          + ": the port is in use"
          + holder
          + ". Stop that program, or give this zone other ports with `port_base` in"
          + " etc/machine.json.";
    }
    return "The gateway cannot listen on " + place + ": " + text + ".";
  }

  private void closeOne(Listener listener) {
    Channel channel = open.remove(listener);
    if (channel != null) {
      channel.close().awaitUninterruptibly();
      LOG.info(
          "gateway.listener.closed",
          "address",
          listener.address(),
          "port",
          listener.port(),
          "kind",
          listener.kind());
    }
  }

  /// Where a listener of `kind` really listens, for those that asked for port 0.
  Optional<Integer> port(String kind) {
    return open.entrySet().stream()
        .filter(entry -> entry.getKey().kind().equals(kind))
        .map(entry -> portOf(entry.getValue()))
        .findFirst();
  }

  private static int portOf(Channel channel) {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  int count() {
    return open.size();
  }

  @Override
  public void close() {
    List.copyOf(open.keySet()).forEach(this::closeOne);
  }
}
