package io.bucky.gateway.proxy;

import io.bucky.gateway.route.Site;
import io.bucky.identity.SessionToken;
import io.bucky.identity.TokenVerifier;
import io.bucky.identity.TrustKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A verified session at an app.
///
/// @param compact the token as the cookie carries it
record Login(SessionToken token, String compact) {
  /// A session this close to its end is renewed before the app sees it.
  static final Duration ENDING = Duration.ofSeconds(60);

  String user() {
    return token.subject();
  }

  boolean isEnding(Instant now) {
    return !now.isBefore(token.expiresAt().minus(ENDING));
  }

  /// Whether this is a session at that installation of that app.
  boolean isFor(Site.App app) {
    return token.appId().equals(app.appId())
        && (app.instance().isEmpty()
            || token.appInstanceId().isEmpty()
            || token.appInstanceId().equals(app.instance()));
  }

  /// Sessions are verify-hub's alone: who may speak for a user elsewhere has not logged them in.
  static Optional<Login> of(String compact, TokenVerifier verifier) {
    return verifier.verify(compact) instanceof TokenVerifier.Verdict.Valid(SessionToken valid)
            && valid.issuer().equals(TrustKeys.VERIFY_HUB)
        ? Optional.of(new Login(valid, compact))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "Login[" + user() + ", " + token.appId() + "]";
  }
}
