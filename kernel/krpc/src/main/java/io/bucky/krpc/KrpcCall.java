package io.bucky.krpc;

import io.bucky.base.Parsed;

/// One body that was read and waits for its answer. Answered once.
public final class KrpcCall {
  private final KrpcService service;
  private final Parsed<Envelope> request;

  KrpcCall(KrpcService service, Parsed<Envelope> request) {
    this.service = service;
    this.request = request;
  }

  /// False when the answer comes from memory: then [#answer] may be called on an event loop.
  public boolean mayWait() {
    return request instanceof Parsed.Ok<Envelope>(var envelope)
        && envelope.method() instanceof Envelope.Target.Known(var method)
        && method.mayWait();
  }

  /// Verifies the token, runs the handler.
  ///
  /// @return 200 with a kRPC answer, or 400 with a text when the body is not a request
  public HttpAnswer answer(Origin origin) {
    return switch (request) {
      case Parsed.Malformed<Envelope>(var why) -> HttpAnswer.text(400, why);
      case Parsed.Ok<Envelope>(var envelope) -> HttpAnswer.json(service.answer(envelope, origin));
    };
  }
}
