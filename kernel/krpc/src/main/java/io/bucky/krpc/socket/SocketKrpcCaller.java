package io.bucky.krpc.socket;

import io.bucky.base.Deadline;
import io.bucky.base.Time;
import io.bucky.krpc.Answer;
import io.bucky.krpc.CallBytes;
import io.bucky.krpc.KrpcCaller;
import io.bucky.krpc.Method;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Calls the service behind a Unix-domain socket of this machine, on one connection that is opened
/// at the first call and again after a failure. Safe for several threads, which take turns.
public final class SocketKrpcCaller implements KrpcCaller, AutoCloseable {
  private final Path path;
  private final Duration limit;
  private final Time time;
  private final AtomicLong sequence = new AtomicLong(1);
  private @Nullable SocketChannel connection;

  /// @param limit for one call
  public SocketKrpcCaller(Path path, Duration limit, Time time) {
    this.path = path;
    this.limit = limit;
    this.time = time;
  }

  @Override
  public synchronized <Q, R> Answer<R> call(Method<Q, R> method, Q request)
      throws InterruptedException {
    long number = sequence.getAndIncrement();
    byte[] body = CallBytes.request(method, request, number, Optional.empty(), Optional.empty());
    var deadline = Deadline.in(limit, time);
    try {
      SocketChannel open = connected();
      try (var _ = Alarm.set(open, deadline, time)) {
        Frames.write(open, ByteBuffer.wrap(body));
        Optional<byte[]> answer = Frames.read(open);
        if (answer.isEmpty()) {
          close();
          return new Answer.Unreachable<>("the node daemon closed the connection");
        }
        return CallBytes.answer(method, number, answer.get());
      }
    } catch (IOException e) {
      close();
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return new Answer.Unreachable<>(
          deadline.hasPassed(time)
              ? "no answer within " + limit.toSeconds() + " s"
              : path + ": " + e.getMessage());
    }
  }

  private SocketChannel connected() throws IOException {
    SocketChannel open = connection;
    if (open == null || !open.isOpen()) {
      open = SocketChannel.open(UnixDomainSocketAddress.of(path));
      connection = open;
    }
    return open;
  }

  @Override
  public synchronized void close() {
    SocketChannel open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// Closes a channel at a deadline, which ends what waits for it.
  private record Alarm(Thread thread) implements AutoCloseable {
    static Alarm set(SocketChannel channel, Deadline deadline, Time time) {
      return new Alarm(
          Thread.ofVirtual().name("krpc-alarm").start(() -> ring(channel, deadline, time)));
    }

    private static void ring(SocketChannel channel, Deadline deadline, Time time) {
      try {
        time.sleep(deadline.left(time));
        channel.close();
      } catch (InterruptedException e) {
        // answered in time
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }
}
