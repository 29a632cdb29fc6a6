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
      case Envelope.Target.Known(var method) -> {
        Outcome outcome;
        try {
          outcome = run(method, envelope, origin);
        } catch (InterruptedException e) {
          outcome = interrupted(origin);
        }
        yield bytes(method, envelope, outcome);
      }
    };
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
    return switch (admit(method, envelope, origin)) {
      case Outcome.Refused refused ->
          CompletableFuture.completedFuture(bytes(method, envelope, refused));
      case Admission.Admitted(var caller, var request) ->
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

  /// Only the transport interrupts: at the deadline, or because the program stops.
  private Outcome interrupted(Origin origin) {
    if (origin.deadline().hasPassed(time)) {
      return new Outcome.Refused(LATE);
    }
    Thread.currentThread().interrupt();
    return new Outcome.Refused(new Problem.ServiceUnavailable(service + " is stopping"));
  }

  /// Runs the handler on this thread, if it may.
  Outcome run(BoundMethod<?, ?> method, Envelope envelope, Origin origin)
      throws InterruptedException {
    long startNanos = time.nanos();
    return switch (admit(method, envelope, origin)) {
      case Outcome.Refused refused -> refused;
      case Admission.Admitted(var caller, var request) -> {
        Outcome outcome = handle(method, caller, request);
        method.tookNanos(time.nanos() - startNanos);
        yield outcome;
      }
    };
  }

  /// Who may not call, or calls with parameters that do not fit, gets no further.
  private Admission admit(BoundMethod<?, ?> method, Envelope envelope, Origin origin) {
    Optional<String> token = envelope.token();
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
    return switch (envelope.params()) {
      case Envelope.Params.Misfit(var why) -> refuse(method, new Problem.BadRequest(why));
      case Envelope.Params.Bound(var request) ->
          new Admission.Admitted(
              new Caller(
                  verified,
                  token,
                  envelope.sequence(),
                  envelope.trace(),
                  origin.address(),
                  origin.page(),
                  origin.deadline()),
              request);
    };
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

  /// Whether a handler runs, for whom, and with what.
  sealed interface Admission permits Admission.Admitted, Outcome.Refused {
    record Admitted(Caller caller, Object request) implements Admission {}
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
