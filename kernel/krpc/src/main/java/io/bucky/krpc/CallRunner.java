package io.bucky.krpc;

import io.bucky.base.Log;
import io.bucky.base.Time;
import io.bucky.identity.SessionToken;
import io.bucky.identity.TokenVerifier;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// From a request to its answer: the token is verified, the handler runs, whatever it does becomes
/// an answer. A handler's unexpected exception is logged, counted and answered with a text that
/// tells the caller nothing about the inside.
///
/// Immutable; any thread.
final class CallRunner {
  static final Problem LATE =
      new Problem.Reason("no answer in time, the call may have had an effect");

  private static final Log LOG = Log.of("krpc.service");

  private final String service;
  private final TokenVerifier verifier;
  private final Time time;

  /// @param verifier decides about `sys[1]`
  CallRunner(String service, TokenVerifier verifier, Time time) {
    this.service = service;
    this.verifier = verifier;
    this.time = time;
  }

  byte[] answer(Envelope envelope, Origin origin) {
    return switch (envelope.method()) {
      case Envelope.Target.Unknown(var method) ->
          AnswerBytes.error(new Problem.UnknownMethod(method), envelope);
      case Envelope.Target.Known(var method) -> answer(method, envelope, origin);
    };
  }

  private byte[] answer(BoundMethod<?, ?> method, Envelope envelope, Origin origin) {
    Outcome outcome;
    try {
      outcome =
          run(
              method,
              request(envelope),
              envelope.sequence(),
              envelope.token(),
              envelope.trace(),
              origin);
    } catch (InterruptedException e) {
      outcome = interrupted(origin);
    }
    return bytes(method, envelope, outcome);
  }

  private static byte[] bytes(BoundMethod<?, ?> method, Envelope envelope, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done(var value) -> AnswerBytes.result(method, value, envelope);
      case Outcome.Refused(var problem) -> AnswerBytes.error(problem, envelope);
    };
  }

  /// Like [#answer], for a method whose pace is LATER.
  CompletionStage<byte[]> answerLater(
      BoundMethod<?, ?> method, Envelope envelope, Origin origin, Executor executor) {
    long startNanos = time.nanos();
    Object request = request(envelope);
    Admission admission =
        admit(method, request, envelope.sequence(), envelope.token(), envelope.trace(), origin);
    return switch (admission) {
      case Outcome.Refused refused ->
          CompletableFuture.completedFuture(bytes(method, envelope, refused));
      case Admission.Admitted(var caller) ->
          start(method, caller, request)
              .handleAsync(
                  (reply, failure) -> {
                    method.tookNanos(time.nanos() - startNanos);
                    return bytes(
                        method,
                        envelope,
                        reply == null ? failed(method, failure) : outcome(method, reply));
                  },
                  executor);
    };
  }

  @SuppressWarnings("unchecked") // a stage is only read
  private static CompletionStage<Reply<?>> start(
      BoundMethod<?, ?> method, Caller caller, Object request) {
    try {
      return (CompletionStage<Reply<?>>) (CompletionStage<?>) method.start(caller, request);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Object request(Envelope envelope) {
    return switch (envelope.params()) {
      case Envelope.Params.Bound(var bound) -> bound;
      case Envelope.Params.Misfit misfit -> misfit;
    };
  }

  /// Only the transport interrupts: at the deadline, or because the program stops.
  private Outcome interrupted(Origin origin) {
    if (origin.deadline().hasPassed(time)) {
      return new Outcome.Refused(LATE);
    }
    Thread.currentThread().interrupt();
    return new Outcome.Refused(new Problem.ServiceUnavailable(service + " is stopping"));
  }

  /// Runs the handler on this thread, if it may.
  ///
  /// @param request bound, or why it does not fit
  Outcome run(
      BoundMethod<?, ?> method,
      Object request,
      long sequence,
      Optional<String> token,
      Optional<String> trace,
      Origin origin)
      throws InterruptedException {
    long startNanos = time.nanos();
    return switch (admit(method, request, sequence, token, trace, origin)) {
      case Outcome.Refused refused -> refused;
      case Admission.Admitted(var caller) -> {
        Outcome outcome = handle(method, caller, request);
        method.tookNanos(time.nanos() - startNanos);
        yield outcome;
      }
    };
  }

  /// Who may not call, or calls with parameters that do not fit, gets no further.
  private Admission admit(
      BoundMethod<?, ?> method,
      Object request,
      long sequence,
      Optional<String> token,
      Optional<String> trace,
      Origin origin) {
    boolean open = method.method().access() == Method.Access.PUBLIC;
    Optional<SessionToken> verified = Optional.empty();
    if (token.isPresent()) {
      switch (verifier.verify(token.get())) {
        case TokenVerifier.Verdict.Valid(var session) -> verified = Optional.of(session);
        case TokenVerifier.Verdict.Invalid(var why) -> {
          if (!open) {
            return refuse(method, new Problem.InvalidToken(why));
          }
        }
        case TokenVerifier.Verdict.Expired(var why) -> {
          if (!open) {
            return refuse(method, new Problem.TokenExpired(why));
          }
        }
      }
    } else if (!open) {
      return refuse(method, new Problem.Denied("No session token"));
    }
    if (request instanceof Envelope.Params.Misfit(var why)) {
      return refuse(method, new Problem.BadRequest(why));
    }
    return new Admission.Admitted(
        new Caller(verified, token, sequence, trace, origin.address(), origin.deadline()));
  }

  private Outcome handle(BoundMethod<?, ?> method, Caller caller, Object request)
      throws InterruptedException {
    try {
      return outcome(method, method.run(caller, request));
    } catch (RuntimeException e) {
      return failed(method, e);
    }
  }

  private static Outcome outcome(BoundMethod<?, ?> method, Reply<?> reply) {
    return switch (reply) {
      case Reply.Ok<?>(var value) -> new Outcome.Done(value);
      case Reply.Refused<?>(var problem) -> refuse(method, problem);
    };
  }

  private Outcome failed(BoundMethod<?, ?> method, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof DependencyUnavailable) {
      return refuse(method, new Problem.ServiceUnavailable(String.valueOf(cause.getMessage())));
    }
    method.hasFailed();
    LOG.error("krpc.call.failed", cause, "service", service, "method", method.method().name());
    return new Outcome.Refused(
        new Problem.Reason("internal error in " + service + ", see its log"));
  }

  private static Outcome.Refused refuse(BoundMethod<?, ?> method, Problem problem) {
    method.wasRefused();
    return new Outcome.Refused(problem);
  }

  /// Whether a handler runs, and for whom.
  sealed interface Admission permits Admission.Admitted, Outcome.Refused {
    record Admitted(Caller caller) implements Admission {}
  }

  /// What came of a call, before it is written or handed back.
  sealed interface Outcome {
    record Done(Object value) implements Outcome {}

    record Refused(Problem problem) implements Outcome, Admission {}

    default <R> Reply<R> map(Class<R> type) {
      return switch (this) {
        case Done(var value) -> Reply.ok(type.cast(value));
        case Refused(var problem) -> Reply.refused(problem);
      };
    }
  }
}
