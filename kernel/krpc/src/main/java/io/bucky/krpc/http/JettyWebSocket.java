package io.bucky.krpc.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/// One WebSocket: Jetty's thread puts messages into a queue, the endpoint's thread takes them.
///
/// A peer that sends more than the queue holds is cut off. Pings are answered here.
final class JettyWebSocket implements FrameHandler, WebSocketChannel {
  private static final int RECEIVED_MAX = 64;
  private static final int POLICY_VIOLATION = 1008;
  private static final int TOO_BIG = 1009;

  private final Consumer<JettyWebSocket> whenOpen;
  private final BlockingQueue<Optional<String>> received =
      new ArrayBlockingQueue<>(RECEIVED_MAX + 1);
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream(); // Jetty's thread only
  private volatile @Nullable CoreSession session;
  private volatile boolean closed;

  JettyWebSocket(Consumer<JettyWebSocket> whenOpen) {
    this.whenOpen = whenOpen;
  }

  @Override
  public void onOpen(CoreSession opened, Callback callback) {
    session = opened;
    callback.succeeded();
    opened.demand();
    whenOpen.accept(this);
  }

  @Override
  public void onFrame(Frame frame, Callback callback) {
    CoreSession open = open();
    switch (frame.getOpCode()) {
      case OpCode.TEXT, OpCode.CONTINUATION -> text(open, frame);
      case OpCode.PING ->
          open.sendFrame(new Frame(OpCode.PONG, copy(frame.getPayload())), Callback.NOOP, false);
      case OpCode.CLOSE -> {
        end();
        open.close(CloseStatus.getCloseStatus(frame), Callback.NOOP);
      }
      case OpCode.BINARY -> close(1003, "text only");
      default -> {}
    }
    callback.succeeded();
    if (!closed) {
      open.demand();
    }
  }

  private void text(CoreSession open, Frame frame) {
    ByteBuffer payload = frame.getPayload();
    if (partial.size() + payload.remaining() > WebSockets.MESSAGE_BYTES_MAX) {
      close(TOO_BIG, "a message is larger than " + WebSockets.MESSAGE_BYTES_MAX + " bytes");
      return;
    }
    var bytes = new byte[payload.remaining()];
    payload.get(bytes);
    partial.writeBytes(bytes);
    if (frame.isFin()) {
      String message = partial.toString(StandardCharsets.UTF_8);
      partial.reset();
      if (received.size() >= RECEIVED_MAX || !received.offer(Optional.of(message))) {
        open.close(POLICY_VIOLATION, "too many messages", Callback.NOOP);
      }
    }
  }

  @Override
  public void onError(Throwable cause, Callback callback) {
    end();
    callback.succeeded();
  }

  @Override
  public void onClosed(CloseStatus status, Callback callback) {
    end();
    callback.succeeded();
  }

  private void end() {
    closed = true;
    var _ = received.offer(Optional.empty()); // wakes a waiting receiver; room is kept for it
  }

  @Override
  public void send(String text) throws IOException, InterruptedException {
    if (closed) {
      throw new IOException("the WebSocket is closed");
    }
    var sent = new CompletableFuture<Boolean>();
    open()
        .sendFrame(
            new Frame(OpCode.TEXT, text),
            Callback.from(() -> sent.complete(true), sent::completeExceptionally),
            false);
    try {
      sent.get();
    } catch (ExecutionException e) {
      throw new IOException("the WebSocket broke off", e.getCause());
    }
  }

  @Override
  public Optional<String> receive(Duration atMost) throws InterruptedException {
    Optional<String> message = received.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
    return message == null ? Optional.empty() : message;
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  void close(int code, String reason) {
    end();
    open().close(code, reason, Callback.NOOP);
  }

  void abort() {
    end();
    open().abort();
  }

  private CoreSession open() {
    CoreSession open = session;
    if (open == null) {
      throw new IllegalStateException("not open yet");
    }
    return open;
  }

  private static ByteBuffer copy(ByteBuffer payload) {
    var copy = ByteBuffer.allocate(payload.remaining());
    return copy.put(payload.slice()).flip();
  }
}
