package io.bucky.krpc.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The body of an answer of unknown length: every write is sent as one chunk, and waits while the
/// peer is slow. One thread writes.
final class AnswerStream extends OutputStream {
  /// A peer that takes nothing for so long is given up.
  private static final long STUCK_SECONDS = 60;

  private final Connection connection;
  private final Channel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean open;

  AnswerStream(Connection connection) {
    this.connection = connection;
    this.channel = connection.channel();
  }

  void begin(HttpResponse head) {
    open = true;
    connection.run(() -> {
      if (connection.isClosing()) {
        var _ = channel.close();
        return;
      }
      connection.head(head);
      connection.streams();
      var _ = channel.writeAndFlush(head);
    });
  }

  /// The loop says that the channel is writable again, or closed.
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (!open) {
      throw new IOException("the answer has ended");
    }
    if (length == 0) {
      return; // an empty chunk would end the body
    }
    awaitWritable();
    ByteBuf chunk = channel.alloc().buffer(length).writeBytes(bytes, offset, length);
    var _ = channel.writeAndFlush(new DefaultHttpContent(chunk), channel.voidPromise());
  }

  private void awaitWritable() throws IOException {
    if (channel.isActive() && channel.isWritable()) {
      return;
    }
    lock.lock();
    try {
      while (channel.isActive() && !channel.isWritable()) {
        if (!changed.await(STUCK_SECONDS, TimeUnit.SECONDS)) {
          var _ = channel.close();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("interrupted while the peer was slow");
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      lock.unlock();
    }
    if (!channel.isActive()) {
      throw new IOException("the peer is gone");
    }
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      connection.run(() -> {
        var _ = channel.write(LastHttpContent.EMPTY_LAST_CONTENT);
        connection.over();
      });
    }
  }
}
