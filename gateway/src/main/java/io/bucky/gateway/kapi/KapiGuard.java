package io.bucky.gateway.kapi;

import io.bucky.base.Parsed;
import io.bucky.identity.SessionToken;
import io.bucky.identity.TokenVerifier;
import io.bucky.json.Json;
import java.io.InputStream;
import tools.jackson.databind.node.ObjectNode;

/// Decides whether a kRPC request may pass, in the words of the protocol.
public final class KapiGuard {
  private KapiGuard() {}

  /// The verdict over one request.
  public sealed interface Verdict {
    record Pass() implements Verdict {}

    /// kRPC answers errors with HTTP 200.
    ///
    /// @param body the error envelope
    record Refused(String body) implements Verdict {}

    /// Not a kRPC request: HTTP 400.
    record Malformed(String why) implements Verdict {}
  }

  public static Verdict check(String service, InputStream body, TokenVerifier verifier) {
    return switch (Envelope.scan(body)) {
      case Parsed.Malformed<Envelope>(var why) -> new Verdict.Malformed(why);
      case Parsed.Ok<Envelope>(var envelope) ->
          PublicMethods.contains(service, envelope.method())
              ? new Verdict.Pass()
              : token(envelope, verifier);
    };
  }

  private static Verdict token(Envelope envelope, TokenVerifier verifier) {
    if (envelope.token().isEmpty()) {
      return refused(envelope, "No permission:No session token");
    }
    return switch (verifier.verify(envelope.token().get())) {
      case TokenVerifier.Verdict.Valid(SessionToken _) -> new Verdict.Pass();
      case TokenVerifier.Verdict.Expired(var why) -> refused(envelope, "Token expired:" + why);
      case TokenVerifier.Verdict.Invalid(var why) -> refused(envelope, "Invalid token: " + why);
    };
  }

  private static Verdict refused(Envelope envelope, String error) {
    ObjectNode answer = Json.object();
    answer.put("error", error);
    var sys = answer.putArray("sys").add(envelope.sequence());
    envelope.trace().ifPresent(sys::add);
    return new Verdict.Refused(Json.write(answer));
  }
}
