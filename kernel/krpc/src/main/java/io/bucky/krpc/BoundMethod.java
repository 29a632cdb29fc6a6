package io.bucky.krpc;

import io.bucky.base.Metrics;
import io.bucky.base.Parsed;
import io.bucky.json.Json;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;

/// A declared method with its handler, its readers and its counters.
final class BoundMethod<Q, R> {
  /// What answers, and how it uses its thread.
  sealed interface Work<Q, R> {
    record Now<Q, R>(Handler<Q, R> handler, KrpcCall.Pace pace) implements Work<Q, R> {}

    record Later<Q, R>(LaterHandler<Q, R> handler) implements Work<Q, R> {
      @Override
      public KrpcCall.Pace pace() {
        return KrpcCall.Pace.LATER;
      }
    }

    KrpcCall.Pace pace();
  }

  private final Method<Q, R> method;
  private final Work<Q, R> work;
  private final ObjectReader reader;
  private final ObjectWriter writer;
  private final Metrics.Histogram seconds;
  private final LongAdder refused;
  private final LongAdder failed;

  BoundMethod(Method<Q, R> method, Work<Q, R> work, Metrics metrics) {
    this.method = method;
    this.work = work;
    this.reader =
        Json.mapper()
            .readerFor(method.request())
            .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    this.writer = Json.mapper().writer();
    String labels = "{service=\"" + method.service() + "\",method=\"" + method.name() + "\"}";
    this.seconds = metrics.histogram("krpc_call_seconds" + labels);
    this.refused = metrics.counter("krpc_calls_refused_total" + labels);
    this.failed = metrics.counter("krpc_calls_failed_total" + labels);
  }

  Method<Q, R> method() {
    return method;
  }

  KrpcCall.Pace pace() {
    return work.pace();
  }

  /// Binds from the parser's current token; null when the tree has to decide.
  @Nullable Object bindStraight(JsonParser in) {
    if (method.request() == None.class) {
      in.skipChildren();
      return None.NONE;
    }
    return reader.readValue(in);
  }

  Parsed<?> bind(JsonNode params) {
    if (method.request() == None.class) {
      return Parsed.ok(None.NONE);
    }
    if (method.request() == JsonNode.class) {
      return Parsed.ok(params);
    }
    return Json.read(params, method.request());
  }

  /// Runs the handler with parameters that [#bind] made, or that a caller in this process brought,
  /// and waits for its answer.
  Reply<R> run(Caller caller, Object request) throws InterruptedException {
    Q typed = method.request().cast(request);
    return switch (work) {
      case Work.Now<Q, R>(var handler, var _) -> handler.handle(caller, typed);
      case Work.Later<Q, R>(var handler) -> await(handler.handle(caller, typed));
    };
  }

  /// Starts the handler of a method whose pace is LATER.
  CompletionStage<Reply<R>> start(Caller caller, Object request) {
    return switch (work) {
      case Work.Now<Q, R> _ -> throw new IllegalStateException(method.name() + " answers at once");
      case Work.Later<Q, R>(var handler) -> handler.handle(caller, method.request().cast(request));
    };
  }

  private static <R> Reply<R> await(CompletionStage<Reply<R>> answer) throws InterruptedException {
    try {
      return answer.toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DependencyUnavailable away) {
        throw new DependencyUnavailable(String.valueOf(away.getMessage()), away);
      }
      throw new IllegalStateException("the answer failed", e.getCause());
    }
  }

  void writeResult(JsonGenerator out, Object value) {
    if (value instanceof None) {
      out.writeNull();
    } else {
      writer.writeValue(out, value);
    }
  }

  void tookNanos(long nanos) {
    seconds.record(nanos);
  }

  void wasRefused() {
    refused.increment();
  }

  void hasFailed() {
    failed.increment();
  }
}
