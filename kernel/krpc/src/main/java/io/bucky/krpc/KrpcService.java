package io.bucky.krpc;

import io.bucky.base.Deadline;
import io.bucky.base.Log;
import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.identity.SessionToken;
import io.bucky.identity.TokenVerifier;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// The methods of one service, and the only way to their handlers: a body or a request goes in, the
/// token is verified, the handler runs, an answer comes out.
///
/// Immutable; any thread. A handler's unexpected exception is logged, counted and answered with a
/// text that tells the caller nothing about the inside.
public final class KrpcService {
  /// What both published clients wait for.
  public static final Duration CALL_MAX = Duration.ofSeconds(15);

  public static final int BODY_BYTES_MAX = 1 << 20;

  /// The most that a service may raise its limit to.
  public static final int UPLOAD_BYTES_MAX = 8 << 20;

  static final Problem LATE =
      new Problem.Reason("no answer in time, the call may have had an effect");

  private static final Log LOG = Log.of("krpc.service");

  private final String name;
  private final TokenVerifier verifier;
  private final Map<String, BoundMethod<?, ?>> methods;
  private final int bodyBytesMax;
  private final Time time;

  private KrpcService(
      String name,
      TokenVerifier verifier,
      Map<String, BoundMethod<?, ?>> methods,
      int bodyBytesMax,
      Time time) {
    this.name = name;
    this.verifier = verifier;
    this.methods = Map.copyOf(methods);
    this.bodyBytesMax = bodyBytesMax;
    this.time = time;
  }

  /// @param name as in the path `/kapi/<name>`
  /// @param verifier decides about `sys[1]`
  public static Builder named(String name, TokenVerifier verifier) {
    return new Builder(name, verifier);
  }

  public String name() {
    return name;
  }

  public int bodyBytesMax() {
    return bodyBytesMax;
  }

  /// What is declared, by name.
  public List<Method<?, ?>> methods() {
    return methods.keySet().stream().sorted().<Method<?, ?>>map(m -> bound(m).method()).toList();
  }

  /// Answers one body. Never throws on what a stranger sent.
  ///
  /// @return 200 with a kRPC answer, or 400 with a text when the body is not a request
  public HttpAnswer dispatch(byte[] body, Origin origin) {
    return read(body).answer(origin);
  }

  /// The first half of [#dispatch], for a server that chooses the thread of the second. Never
  /// waits.
  public KrpcCall read(byte[] body) {
    return new KrpcCall(this, Envelope.read(body, methods::get));
  }

  /// Answers one body of a transport that has no status: what is not a request gets an error too.
  public HttpAnswer dispatchAlways(byte[] body, Origin origin) {
    HttpAnswer answer = dispatch(body, origin);
    return answer.status() == 200
        ? answer
        : HttpAnswer.json(AnswerBytes.error(new Problem.BadRequest(answer.text().strip())));
  }

  /// Answers a call from inside this process, with the same checks and without JSON.
  <Q, R> Reply<R> call(Method<Q, R> method, Q request, Optional<String> token, Deadline deadline)
      throws InterruptedException {
    BoundMethod<?, ?> bound = methods.get(method.name());
    if (bound == null) {
      return Reply.refused(new Problem.UnknownMethod(method.name()));
    }
    return run(bound, request, 0, token, Optional.empty(), new Origin("local", deadline))
        .map(method.result());
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
    return new Outcome.Refused(new Problem.ServiceUnavailable(name + " is stopping"));
  }

  private Outcome run(
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
    LOG.error("krpc.call.failed", cause, "service", name, "method", method.method().name());
    return new Outcome.Refused(new Problem.Reason("internal error in " + name + ", see its log"));
  }

  private static Outcome.Refused refuse(BoundMethod<?, ?> method, Problem problem) {
    method.wasRefused();
    return new Outcome.Refused(problem);
  }

  private BoundMethod<?, ?> bound(String method) {
    BoundMethod<?, ?> found = methods.get(method);
    if (found == null) {
      throw new IllegalArgumentException(name + " has no method " + method);
    }
    return found;
  }

  /// Whether a handler runs, and for whom.
  private sealed interface Admission permits Admission.Admitted, Outcome.Refused {
    record Admitted(Caller caller) implements Admission {}
  }

  /// What came of a call, before it is written or handed back.
  private sealed interface Outcome {
    record Done(Object value) implements Outcome {}

    record Refused(Problem problem) implements Outcome, Admission {}

    default <R> Reply<R> map(Class<R> type) {
      return switch (this) {
        case Done(var value) -> Reply.ok(type.cast(value));
        case Refused(var problem) -> Reply.refused(problem);
      };
    }
  }

  /// Collects the methods of a service.
  public static final class Builder {
    private final String name;
    private final TokenVerifier verifier;
    private final Map<String, Function<Metrics, BoundMethod<?, ?>>> methods = new HashMap<>();
    private int bodyBytesMax = BODY_BYTES_MAX;
    private Metrics metrics = new Metrics();
    private Time time = Time.system();

    private Builder(String name, TokenVerifier verifier) {
      this.name = name;
      this.verifier = verifier;
    }

    /// @throws IllegalArgumentException if the method belongs to another service or has a handler
    public <Q, R> Builder on(Method<Q, R> method, Handler<Q, R> handler) {
      return add(method, new BoundMethod.Work.Now<>(handler, KrpcCall.Pace.WAITS));
    }

    /// Like [#on], for a handler that answers from memory: it never waits, takes microseconds, and
    /// may run on an event loop.
    public <Q, R> Builder onMemory(Method<Q, R> method, Handler<Q, R> handler) {
      return add(method, new BoundMethod.Work.Now<>(handler, KrpcCall.Pace.AT_ONCE));
    }

    /// Like [#on], for a handler that needs no thread while it waits.
    public <Q, R> Builder onLater(Method<Q, R> method, LaterHandler<Q, R> handler) {
      return add(method, new BoundMethod.Work.Later<>(handler));
    }

    private <Q, R> Builder add(Method<Q, R> method, BoundMethod.Work<Q, R> work) {
      if (!method.service().equals(name)) {
        throw new IllegalArgumentException(method.service() + "." + method.name() + " in " + name);
      }
      if (methods.putIfAbsent(method.name(), counts -> new BoundMethod<>(method, work, counts))
          != null) {
        throw new IllegalArgumentException(method.name() + " has two handlers");
      }
      return this;
    }

    /// Raises the limit for a service that takes uploads.
    public Builder bodyBytesMax(int bytes) {
      if (bytes < 1 || bytes > UPLOAD_BYTES_MAX) {
        throw new IllegalArgumentException("body limit of " + bytes + " bytes");
      }
      this.bodyBytesMax = bytes;
      return this;
    }

    /// Where the counters of the methods are kept; a program passes its one [Metrics].
    public Builder metrics(Metrics value) {
      this.metrics = value;
      return this;
    }

    public Builder time(Time value) {
      this.time = value;
      return this;
    }

    public KrpcService build() {
      var bound = new HashMap<String, BoundMethod<?, ?>>();
      methods.forEach((method, binding) -> bound.put(method, binding.apply(metrics)));
      return new KrpcService(name, verifier, bound, bodyBytesMax, time);
    }
  }
}
