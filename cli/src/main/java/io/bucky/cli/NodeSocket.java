package io.bucky.cli;

import io.bucky.base.Time;
import io.bucky.krpc.Method;
import io.bucky.krpc.socket.SocketKrpcCaller;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;

/// The node daemon on this machine, over its local socket. Needs no token: the socket answers the
/// user who started the daemon.
final class NodeSocket implements AutoCloseable {
  /// Activation derives keys and boots; nothing else takes long.
  private static final Duration CALL_MAX = Duration.ofSeconds(60);

  private final SocketKrpcCaller caller;

  private NodeSocket(SocketKrpcCaller caller) {
    this.caller = caller;
  }

  /// @throws Failure if no node runs for this data folder
  static NodeSocket connect(ZoneLayout layout) {
    if (!answers(layout)) {
      throw new Failure(
          ExitStatus.TRY_AGAIN,
          "no node runs for " + layout.root(),
          "Start it: bucky up" + " (another data folder: --data DIR)");
    }
    return new NodeSocket(new SocketKrpcCaller(layout.nodeSocket(), CALL_MAX, Time.system()));
  }

  /// Whether something listens on the socket.
  static boolean answers(ZoneLayout layout) {
    if (!Files.exists(layout.nodeSocket())) {
      return false;
    }
    try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(layout.nodeSocket()))) {
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  <Q, R> R call(Method<Q, R> method, Q request) throws InterruptedException {
    return Refusals.unwrap(method, caller.call(method, request));
  }

  @Override
  public void close() {
    caller.close();
  }
}
