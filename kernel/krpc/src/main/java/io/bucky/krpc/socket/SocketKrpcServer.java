package io.bucky.krpc.socket;

import io.bucky.base.Backoff;
import io.bucky.base.Deadline;
import io.bucky.base.Log;
import io.bucky.base.Time;
import io.bucky.krpc.HttpAnswer;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.Origin;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import jdk.net.ExtendedSocketOptions;

/// Serves one kRPC service on a Unix-domain socket. Who may connect is decided by the peer's user,
/// so the service's methods are declared public.
///
/// One virtual thread accepts, one per connection serves; requests of a connection are answered in
/// order. `close` ends all connections; until then a connection that cannot be accepted, as on a
/// machine that is out of file descriptors, costs that connection only.
public final class SocketKrpcServer implements AutoCloseable {
  private static final int CONNECTIONS_MAX = 64;
  private static final Duration ACCEPT_RETRY_FIRST = Duration.ofMillis(10);
  private static final Duration ACCEPT_RETRY_LONGEST = Duration.ofSeconds(1);
  private static final Log LOG = Log.of("krpc.socket");

  /// Takes the next connection off a listener.
  interface Accepting {
    SocketChannel next(ServerSocketChannel listening) throws IOException;
  }

  private final Path path;
  private final ServerSocketChannel listening;
  private final String owner;
  private final KrpcService service;
  private final Duration callMax;
  private final Time time;
  private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  private SocketKrpcServer(
      Path path,
      ServerSocketChannel listening,
      String owner,
      KrpcService service,
      Duration callMax,
      Time time) {
    this.path = path;
    this.listening = listening;
    this.owner = owner;
    this.service = service;
    this.callMax = callMax;
    this.time = time;
  }

  /// Listens at `path`, in a directory that only this user may enter; a socket left behind by a
  /// process that is gone is replaced.
  ///
  /// @param callMax the deadline that handlers see; nobody interrupts them
  /// @throws IOException if another process listens there, or the path is too long (107 bytes)
  public static SocketKrpcServer open(Path path, KrpcService service, Duration callMax, Time time)
      throws IOException {
    return open(path, service, callMax, time, ServerSocketChannel::accept);
  }

  static SocketKrpcServer open(
      Path path, KrpcService service, Duration callMax, Time time, Accepting accepting)
      throws IOException {
    Path directory =
        Objects.requireNonNull(path.toAbsolutePath().getParent(), "a socket has a directory");
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    removeStale(path);
    var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      listening.bind(UnixDomainSocketAddress.of(path), CONNECTIONS_MAX);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      var server =
          new SocketKrpcServer(
              path, listening, Files.getOwner(path).getName(), service, callMax, time);
      server.start(() -> server.accept(accepting), "krpc-socket-accept");
      return server;
    } catch (IOException e) {
      listening.close();
      throw e;
    }
  }

  private static void removeStale(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (var probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      throw new IOException(path + " is served by another process" + (probe.isOpen() ? "" : "."));
    } catch (ConnectException e) {
      Files.deleteIfExists(path);
    }
  }

  private void start(Runnable work, String name) {
    Thread thread =
        Thread.ofVirtual()
            .name(name)
            .unstarted(() -> {
              try {
                work.run();
              } finally {
                threads.remove(Thread.currentThread());
              }
            });
    threads.add(thread);
    thread.start();
  }

  private void accept(Accepting accepting) {
    var backoff =
        new Backoff(ACCEPT_RETRY_FIRST, ACCEPT_RETRY_LONGEST, ThreadLocalRandom.current());
    int number = 0;
    while (listening.isOpen()) {
      try {
        admit(accepting.next(listening), number++);
        backoff.reset();
      } catch (IOException e) {
        if (!listening.isOpen() || !waited(backoff, e)) {
          return; // closed
        }
      }
    }
  }

  /// False when the server is closed meanwhile.
  private boolean waited(Backoff backoff, IOException failure) {
    if (backoff.attempts() == 0) {
      LOG.warn("krpc.socket.accept.failed", failure, "path", path); // once, not each time again
    }
    try {
      time.sleep(backoff.next());
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void admit(SocketChannel peer, int number) {
    connections.add(peer);
    if (connections.size() > CONNECTIONS_MAX || !isTrusted(peer)) {
      drop(peer);
    } else {
      start(() -> serve(peer), "krpc-socket-" + number);
    }
  }

  /// The kernel says who is at the other end.
  private boolean isTrusted(SocketChannel peer) {
    String user;
    try {
      user = peer.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
    } catch (IOException e) {
      LOG.warn("krpc.socket.peer.unknown", e);
      return false;
    }
    boolean trusted = user.equals(owner) || user.equals("root");
    if (!trusted) {
      LOG.warn("krpc.socket.peer.refused", "user", user);
    }
    return trusted;
  }

  private void serve(SocketChannel peer) {
    try {
      while (true) {
        Optional<byte[]> body = Frames.read(peer);
        if (body.isEmpty()) {
          return;
        }
        HttpAnswer answer =
            service.dispatchAlways(body.get(), new Origin("local", Deadline.in(callMax, time)));
        Frames.write(peer, answer.body());
      }
    } catch (IOException e) {
      LOG.debug("krpc.socket.broken", "why", String.valueOf(e.getMessage()));
    } finally {
      drop(peer);
    }
  }

  private void drop(SocketChannel peer) {
    connections.remove(peer);
    try {
      peer.close();
    } catch (IOException e) {
      LOG.debug("krpc.socket.close.failed", "why", String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    connections.forEach(this::drop);
    threads.forEach(Thread::interrupt);
    Files.deleteIfExists(path);
  }
}
