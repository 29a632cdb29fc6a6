package io.bucky.krpc.http;

import io.bucky.base.Deadline;
import io.bucky.base.Time;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The body of a request to a route: the loop adds what arrives, the route's thread takes it all.
final class RequestBody {
  /// What may wait here before the connection stops reading.
  private static final int WAITING_BYTES_MAX = 64 << 10;

  private final long announced;
  private final Runnable wanted;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private ByteArrayOutputStream parts = new ByteArrayOutputStream(0);
  private boolean complete;
  private boolean broken;

  /// @param announced what the head says of the length; -1 for nothing
  /// @param wanted called when the route asks for more than is here
  RequestBody(long announced, Runnable wanted) {
    this.announced = announced;
    this.wanted = wanted;
  }

  /// The loop adds a part.
  ///
  /// @return whether the connection should stop reading until more is wanted
  boolean add(ByteBuf part, boolean last) {
    lock.lock();
    try {
      var bytes = new byte[part.readableBytes()];
      part.readBytes(bytes);
      parts.writeBytes(bytes);
      complete = last;
      arrived.signalAll();
      return !last && parts.size() >= WAITING_BYTES_MAX;
    } finally {
      lock.unlock();
    }
  }

  /// The loop says that nothing more comes.
  void breakOff() {
    lock.lock();
    try {
      broken = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// @throws HttpExchange.BodyTooLarge before reading when the length is announced, while reading
  ///   otherwise
  /// @throws InterruptedException when the deadline passes, too
  byte[] take(int bytesMax, Deadline deadline, Time time) throws IOException, InterruptedException {
    if (announced > bytesMax) {
      throw new HttpExchange.BodyTooLarge(bytesMax);
    }
    var whole = new ByteArrayOutputStream();
    lock.lock();
    try {
      while (true) {
        parts.writeTo(whole);
        parts = new ByteArrayOutputStream(0);
        if (whole.size() > bytesMax) {
          throw new HttpExchange.BodyTooLarge(bytesMax);
        }
        if (complete) {
          return whole.toByteArray();
        }
        if (broken) {
          throw new IOException("the body broke off");
        }
        wanted.run();
        if (!arrived.await(deadline.left(time).toNanos(), TimeUnit.NANOSECONDS)) {
          throw new InterruptedException("deadline");
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
