package io.bucky.krpc;

import io.bucky.base.Metrics;
import io.bucky.base.Parsed;
import io.bucky.json.Json;
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
  private final Method<Q, R> method;
  private final Handler<Q, R> handler;
  private final boolean mayWait;
  private final ObjectReader reader;
  private final ObjectWriter writer;
  private final Metrics.Histogram seconds;
  private final LongAdder refused;
  private final LongAdder failed;

  BoundMethod(Method<Q, R> method, Handler<Q, R> handler, boolean mayWait, Metrics metrics) {
    this.method = method;
    this.handler = handler;
    this.mayWait = mayWait;
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

  boolean mayWait() {
    return mayWait;
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

  /// Runs the handler with parameters that [#bind] made, or that a caller in this process brought.
  Reply<R> run(Caller caller, Object request) throws InterruptedException {
    return handler.handle(caller, method.request().cast(request));
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
