package io.bucky.krpc;

import io.bucky.base.Deadline;
import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.identity.TokenVerifier;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The methods of one service, and the only way to their handlers: a body or a request goes in, the
/// token is verified, the handler runs, an answer comes out.
///
/// Immutable; any thread.
public final class KrpcService {
  /// What both published clients wait for.
  public static final Duration CALL_MAX = Duration.ofSeconds(15);

  public static final int BODY_BYTES_MAX = 1 << 20;

  /// The most that a service may raise its limit to.
  public static final int UPLOAD_BYTES_MAX = 8 << 20;

  private final String name;
  private final Map<String, BoundMethod<?, ?>> methods;
  private final int bodyBytesMax;
  private final CallRunner runner;

  private KrpcService(
      String name, Map<String, BoundMethod<?, ?>> methods, int bodyBytesMax, CallRunner runner) {
    this.name = name;
    this.methods = Map.copyOf(methods);
    this.bodyBytesMax = bodyBytesMax;
    this.runner = runner;
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
    return new KrpcCall(runner, Envelope.read(body, methods::get));
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
    var envelope =
        new Envelope(
            new Envelope.Target.Known(bound),
            new Envelope.Params.Bound(request),
            0,
            token,
            Optional.empty());
    return runner.run(bound, envelope, new Origin("local", deadline)).map(method.result());
  }

  private BoundMethod<?, ?> bound(String method) {
    BoundMethod<?, ?> found = methods.get(method);
    if (found == null) {
      throw new IllegalArgumentException(name + " has no method " + method);
    }
    return found;
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
      return new KrpcService(name, bound, bodyBytesMax, new CallRunner(name, verifier, time));
    }
  }
}
