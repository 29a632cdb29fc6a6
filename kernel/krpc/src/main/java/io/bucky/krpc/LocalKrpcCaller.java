package io.bucky.krpc;

import io.bucky.base.Deadline;
import io.bucky.base.Time;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Calls services of this process: the same checks as over HTTP, without a socket and without JSON.
///
/// Services join with [#add] as they come up. Handlers run on the caller's thread. Any thread.
public final class LocalKrpcCaller implements KrpcCaller {
  private final Map<String, KrpcService> services;
  private final TokenSource tokens;
  private final Time time;

  public LocalKrpcCaller(TokenSource tokens, Time time) {
    this(new ConcurrentHashMap<>(), tokens, time);
  }

  private LocalKrpcCaller(Map<String, KrpcService> services, TokenSource tokens, Time time) {
    this.services = services;
    this.tokens = tokens;
    this.time = time;
  }

  public void add(KrpcService service) {
    services.put(service.name().replace('_', '-'), service);
  }

  /// The same services, called with another token.
  public LocalKrpcCaller as(TokenSource other) {
    return new LocalKrpcCaller(services, other, time);
  }

  @Override
  public <Q, R> Answer<R> call(Method<Q, R> method, Q request) throws InterruptedException {
    KrpcService service = services.get(method.service().replace('_', '-'));
    if (service == null) {
      return new Answer.Unreachable<>(method.service() + " is not up");
    }
    Optional<String> token = tokens.token();
    var deadline = Deadline.in(KrpcService.CALL_MAX, time);
    return switch (service.call(method, request, token, deadline)) {
      case Reply.Ok<R>(var value) -> new Answer.Ok<>(value);
      case Reply.Refused<R>(var problem) -> new Answer.Refused<>(problem);
    };
  }
}
