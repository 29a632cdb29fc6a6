package io.bucky.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTest {
  private static final int PATIENCE_SECONDS = 10;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Loop loop =
      new Loop(
          group.next(),
          NioSocketChannel.class,
          PooledByteBufAllocator.DEFAULT,
          Time.system(),
          new Metrics(),
          UpstreamLimits.share(1),
          new HeldBytes());

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private record Due(long deadlineNanos, Runnable work) implements Timed {
    @Override
    public void timedOut() {
      work.run();
    }
  }

  @Test
  void aDeadlineThatFailsStopsNoOther() throws InterruptedException {
    long past = loop.nanos();
    var looks = new CountDownLatch(2);
    var failing =
        new Due(
            past,
            () -> {
              throw new OutOfMemoryError("as when no direct memory is left");
            });
    loop.eventLoop()
        .execute(() -> {
          loop.watch(failing);
          loop.watch(new Due(past, looks::countDown));
        });

    assertThat(looks.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }
}
