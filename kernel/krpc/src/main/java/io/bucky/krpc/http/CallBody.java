package io.bucky.krpc.http;

import io.bucky.base.Log;
import io.bucky.krpc.HttpAnswer;
import io.bucky.krpc.KrpcCall;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.Origin;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A kRPC call: gathers the body, then answers it on the loop when the method never waits or
/// answers later, else on a virtual thread.
final class CallBody implements Incoming {
  private static final Log LOG = Log.of("krpc.http");

  /// Longer ones are parsed on a virtual thread.
  private static final int LOOP_BYTES_MAX = 16 << 10;

  private static final int FIRST_BYTES = 1 << 10;

  private final Connection connection;
  private final KrpcService service;
  private final Exchanges exchanges;
  private final Origin origin;
  private byte[] bytes;
  private int count;

  /// Will be answered later.
  private @Nullable KrpcCall pending;

  /// @param announced the length that the head states, within the service's limit; -1 when it does
  ///   not
  CallBody(
      Connection connection,
      KrpcService service,
      Exchanges exchanges,
      Origin origin,
      long announced) {
    this.connection = connection;
    this.service = service;
    this.exchanges = exchanges;
    this.origin = origin;
    // the announced length is not trusted with memory beyond what really arrives
    this.bytes = new byte[(int) Math.min(announced < 0 ? FIRST_BYTES : announced, 64 << 10)];
  }

  @Override
  public void content(ByteBuf part, boolean last) {
    int more = part.readableBytes();
    if (count + more > service.bodyBytesMax()) {
      connection.refuse(413, new HttpExchange.BodyTooLarge(service.bodyBytesMax()).text());
      return;
    }
    if (count + more > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, Math.min(service.bodyBytesMax(), Math.max(count + more, bytes.length * 2)));
    }
    part.readBytes(bytes, count, more);
    count += more;
    if (last) {
      answer(count == bytes.length ? bytes : Arrays.copyOf(bytes, count));
    }
  }

  private void answer(byte[] body) {
    if (body.length > LOOP_BYTES_MAX) {
      onThread(() -> service.read(body).answer(origin));
      return;
    }
    KrpcCall call = service.read(body);
    switch (call.pace()) {
      case AT_ONCE -> connection.answer(answerOf(() -> call.answer(origin)));
      case LATER -> answerLater(call);
      case WAITS -> onThread(() -> call.answer(origin));
    }
  }

  private void answerLater(KrpcCall call) {
    exchanges.running().incrementAndGet();
    pending = call;
    connection.answerBy(origin.deadline());
    CompletionStage<HttpAnswer> answer;
    try {
      answer = call.answerLater(origin, connection::run);
    } catch (RuntimeException | Error e) {
      answer = CompletableFuture.completedFuture(broken(e));
    }
    var _ = answer.handle((there, failure) -> finish(there == null ? broken(failure) : there));
  }

  /// On the loop, unless the server has ended.
  private boolean finish(HttpAnswer answer) {
    exchanges.running().decrementAndGet();
    boolean inTime = pending != null;
    if (inTime) {
      pending = null;
      connection.answer(answer);
    }
    return inTime;
  }

  private interface Work {
    HttpAnswer run();
  }

  private void onThread(Work work) {
    exchanges
        .threads()
        .execute(() -> {
          exchanges.running().incrementAndGet();
          Deadlines.Entry entry = exchanges.deadlines().enterThread(origin.deadline());
          HttpAnswer answer;
          try {
            answer = answerOf(work);
          } finally {
            entry.leave();
            exchanges.running().decrementAndGet();
          }
          connection.run(() -> connection.answer(answer));
        });
  }

  /// Whatever goes wrong, the caller hears of it.
  private static HttpAnswer answerOf(Work work) {
    try {
      return work.run();
    } catch (RuntimeException | Error e) {
      return broken(e);
    }
  }

  private static HttpAnswer broken(Throwable failure) {
    LOG.error("krpc.call.broken", failure);
    return HttpAnswer.text(500, "internal error, see the log");
  }

  @Override
  public void late() {
    KrpcCall late = pending;
    if (late == null) {
      connection.refuse(408, "the body did not arrive in time");
    } else {
      pending = null;
      connection.answer(late.late());
    }
  }

  @Override
  public void gone() {
    // what runs goes on: the call may have had an effect
  }
}
