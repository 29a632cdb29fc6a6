package io.bucky.krpc;

import io.bucky.base.Deadline;
import io.bucky.base.Log;
import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.identity.SessionToken;
import io.bucky.identity.TokenVerifier;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    Object request =
        switch (envelope.params()) {
          case Envelope.Params.Bound(var bound) -> bound;
          case Envelope.Params.Misfit misfit -> misfit;
        };
    Outcome outcome;
    try {
      outcome =
          run(method, request, envelope.sequence(), envelope.token(), envelope.trace(), origin);
    } catch (InterruptedException e) {
      outcome = interrupted(origin);
    }
    return switch (outcome) {
      case Outcome.Done(var value) -> AnswerBytes.result(method, value, envelope);
      case Outcome.Refused(var problem) -> AnswerBytes.error(problem, envelope);
    };
  }

  /// Only the transport interrupts: at the deadline, or because the program stops.
  private Outcome interrupted(Origin origin) {
    if (origin.deadline().hasPassed(time)) {
      return new Outcome.Refused(
          new Problem.Reason("no answer in time, the call may have had an effect"));
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
    var caller = new Caller(verified, token, sequence, trace, origin.address(), origin.deadline());
    Outcome outcome = handle(method, caller, request);
    method.tookNanos(time.nanos() - startNanos);
    return outcome;
  }

  private Outcome handle(BoundMethod<?, ?> method, Caller caller, Object request)
      throws InterruptedException {
    try {
      return switch (method.run(caller, request)) {
        case Reply.Ok<?>(var value) -> new Outcome.Done(value);
        case Reply.Refused<?>(var problem) -> refuse(method, problem);
      };
    } catch (DependencyUnavailable e) {
      return refuse(method, new Problem.ServiceUnavailable(String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      method.hasFailed();
      LOG.error("krpc.call.failed", e, "service", name, "method", method.method().name());
      return new Outcome.Refused(new Problem.Reason("internal error in " + name + ", see its log"));
    }
  }

  private static Outcome refuse(BoundMethod<?, ?> method, Problem problem) {
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

  /// What came of a call, before it is written or handed back.
  private sealed interface Outcome {
    record Done(Object value) implements Outcome {}

    record Refused(Problem problem) implements Outcome {}

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
    private final Map<Method<?, ?>, Handler<?, ?>> handlers = new HashMap<>();
    private final Set<Method<?, ?>> fromMemory = new HashSet<>();
    private int bodyBytesMax = BODY_BYTES_MAX;
    private Metrics metrics = new Metrics();
    private Time time = Time.system();

    private Builder(String name, TokenVerifier verifier) {
      this.name = name;
      this.verifier = verifier;
    }

    /// @throws IllegalArgumentException if the method belongs to another service or has a handler
    public <Q, R> Builder on(Method<Q, R> method, Handler<Q, R> handler) {
      if (!method.service().equals(name)) {
        throw new IllegalArgumentException(method.service() + "." + method.name() + " in " + name);
      }
      if (handlers.putIfAbsent(method, handler) != null) {
        throw new IllegalArgumentException(method.name() + " has two handlers");
      }
      return this;
    }

    /// Like [#on], for a handler that answers from memory: it never waits, takes microseconds, and
    /// may run on an event loop.
    public <Q, R> Builder onMemory(Method<Q, R> method, Handler<Q, R> handler) {
      fromMemory.add(method);
      return on(method, handler);
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
      handlers.forEach((method, handler) -> add(bound, method, handler));
      return new KrpcService(name, verifier, bound, bodyBytesMax, time);
    }

    @SuppressWarnings("unchecked") // `on` took both with the same types
    private <Q, R> void add(
        Map<String, BoundMethod<?, ?>> bound, Method<?, ?> method, Handler<?, ?> handler) {
      var typed = (Method<Q, R>) method;
      BoundMethod<?, ?> earlier =
          bound.put(
              typed.name(),
              new BoundMethod<>(
                  typed, (Handler<Q, R>) handler, !fromMemory.contains(method), metrics));
      if (earlier != null) {
        throw new IllegalArgumentException(typed.name() + " is declared twice");
      }
    }
  }
}
