package io.bucky.krpc;

import io.bucky.base.Parsed;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// One body that was read and waits for its answer. Answered once.
public final class KrpcCall {
  private final CallRunner runner;
  private final Parsed<Envelope> request;

  KrpcCall(CallRunner runner, Parsed<Envelope> request) {
    this.runner = runner;
    this.request = request;
  }

  /// How a call uses the thread that answers it.
  public enum Pace {
    /// [#answer] never waits, and may be called on an event loop.
    AT_ONCE,
    /// [#answerLater] never waits, and may be called on an event loop.
    LATER,
    /// [#answer] may wait, and needs a thread of its own.
    WAITS
  }

  public Pace pace() {
    return request instanceof Parsed.Ok<Envelope>(var envelope)
            && envelope.method() instanceof Envelope.Target.Known(var method)
        ? method.pace()
        : Pace.AT_ONCE;
  }

  /// Verifies the token, runs the handler. Right for every pace; waits unless it is [Pace#AT_ONCE].
  ///
  /// @return 200 with a kRPC answer, or 400 with a text when the body is not a request
  public HttpAnswer answer(Origin origin) {
    return switch (request) {
      case Parsed.Malformed<Envelope>(var why) -> HttpAnswer.text(400, why);
      case Parsed.Ok<Envelope>(var envelope) -> HttpAnswer.json(runner.answer(envelope, origin));
    };
  }

  /// Verifies the token and starts the handler of a call whose pace is [Pace#LATER].
  ///
  /// @param executor writes the answer when it is there
  /// @return what [#answer] returns; never fails
  public CompletionStage<HttpAnswer> answerLater(Origin origin, Executor executor) {
    return request instanceof Parsed.Ok<Envelope>(var envelope)
            && envelope.method() instanceof Envelope.Target.Known(var method)
        ? runner.answerLater(method, envelope, origin, executor).thenApply(HttpAnswer::json)
        : CompletableFuture.completedFuture(answer(origin));
  }

  /// What to answer when the caller's time is over before the answer is there.
  public HttpAnswer late() {
    return switch (request) {
      case Parsed.Malformed<Envelope>(var why) -> HttpAnswer.text(400, why);
      case Parsed.Ok<Envelope>(var envelope) ->
          HttpAnswer.json(AnswerBytes.error(CallRunner.LATE, envelope));
    };
  }
}
