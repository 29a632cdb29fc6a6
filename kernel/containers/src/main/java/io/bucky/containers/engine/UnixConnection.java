package io.bucky.containers.engine;

import io.bucky.base.Deadline;
import io.bucky.base.Time;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/// One connection to a Unix socket, with a deadline on every wait. One thread uses it; an interrupt
/// ends a wait as an [InterruptedIOException].
final class UnixConnection implements AutoCloseable {
  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final Time time;
  private final Duration idle;
  private final Deadline deadline;
  private final ByteBuffer buffer = ByteBuffer.allocate(16 << 10).flip();

  private UnixConnection(
      SocketChannel channel,
      Selector selector,
      SelectionKey key,
      Time time,
      Duration idle,
      Deadline deadline) {
    this.channel = channel;
    this.selector = selector;
    this.key = key;
    this.time = time;
    this.idle = idle;
    this.deadline = deadline;
  }

  /// @param idle how long the other side may be silent
  /// @param whole how long all of it may take
  static UnixConnection open(Path socket, Time time, Duration idle, Duration whole)
      throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.configureBlocking(false);
      Selector selector = Selector.open();
      try {
        SelectionKey key = channel.register(selector, 0);
        return new UnixConnection(channel, selector, key, time, idle, Deadline.in(whole, time));
      } catch (IOException e) {
        selector.close();
        throw e;
      }
    } catch (IOException | IllegalArgumentException e) {
      channel.close();
      throw e instanceof IOException io ? io : new IOException("not a socket: " + socket, e);
    }
  }

  void write(byte[] bytes, int from, int length) throws IOException {
    var out = ByteBuffer.wrap(bytes, from, length);
    while (out.hasRemaining()) {
      if (channel.write(out) == 0) {
        await(SelectionKey.OP_WRITE);
      }
    }
  }

  /// What arrives, to the end of the connection.
  InputStream in() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return fill() ? buffer.get() & 0xff : -1;
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
          return 0;
        }
        if (!fill()) {
          return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(bytes, from, count);
        return count;
      }
    };
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      selector.close();
    }
  }

  private boolean fill() throws IOException {
    while (!buffer.hasRemaining()) {
      buffer.clear();
      int count = channel.read(buffer);
      buffer.flip();
      if (count < 0) {
        return false;
      }
      if (count == 0) {
        await(SelectionKey.OP_READ);
      }
    }
    return true;
  }

  private void await(int operation) throws IOException {
    Duration left = deadline.left(time);
    Duration wait = left.compareTo(idle) < 0 ? left : idle;
    var waiting = Deadline.in(wait, time);
    key.interestOps(operation);
    while (true) {
      long millis = waiting.left(time).toMillis();
      int ready = millis > 0 ? selector.select(millis) : selector.selectNow();
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted");
      }
      selector.selectedKeys().clear();
      if (ready > 0) {
        return;
      }
      if (waiting.hasPassed(time) || millis <= 0) {
        throw new SocketTimeoutException("no answer within " + wait.toMillis() + " ms");
      }
    }
  }
}
