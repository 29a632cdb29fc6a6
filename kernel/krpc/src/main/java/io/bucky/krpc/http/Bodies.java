package io.bucky.krpc.http;

import io.bucky.base.Deadline;
import io.bucky.base.Time;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// Reads request bodies into memory, within a limit and a deadline.
final class Bodies {
  private static final int FIRST_BYTES = 1_024;

  private Bodies() {}

  /// @throws HttpExchange.BodyTooLarge before reading when the length is announced, while reading
  ///   otherwise
  /// @throws InterruptedException when the deadline passes, too
  static byte[] read(Request request, int bytesMax, Deadline deadline, Time time)
      throws IOException, InterruptedException {
    long announced = request.getLength();
    if (announced > bytesMax) {
      throw new HttpExchange.BodyTooLarge(bytesMax);
    }
    // the announced length is not trusted with memory beyond what really arrives
    var bytes = new byte[(int) Math.min(announced < 0 ? FIRST_BYTES : announced, 64 << 10)];
    int count = 0;
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        await(request, deadline, time);
        continue;
      }
      if (Content.Chunk.isFailure(chunk)) {
        throw new IOException("the body broke off", chunk.getFailure());
      }
      ByteBuffer part = chunk.getByteBuffer();
      int more = part.remaining();
      try {
        if (count + more > bytesMax) {
          throw new HttpExchange.BodyTooLarge(bytesMax);
        }
        if (count + more > bytes.length) {
          bytes =
              Arrays.copyOf(bytes, Math.min(bytesMax, Math.max(count + more, bytes.length * 2)));
        }
        part.get(bytes, count, more);
        count += more;
      } finally {
        chunk.release();
      }
      if (chunk.isLast()) {
        return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
      }
    }
  }

  private static void await(Request request, Deadline deadline, Time time)
      throws InterruptedException {
    var arrived = new Semaphore(0);
    request.demand(arrived::release);
    if (!arrived.tryAcquire(deadline.left(time).toNanos(), TimeUnit.NANOSECONDS)) {
      throw new InterruptedException("deadline");
    }
  }
}
