package io.bucky.verifyhub;

import io.bucky.api.VerifyHubApi.TokenPair;
import io.bucky.base.Time;
import io.bucky.identity.TrustKeys;
import io.bucky.json.Json;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Writes the tokens of a session. Any thread.
final class TokenIssuer {
  static final Duration SESSION_LIFE = Duration.ofMinutes(15);
  static final Duration SUDO_LIFE = Duration.ofMinutes(3);
  static final Duration REFRESH_LIFE = Duration.ofDays(7);

  private final HubKeys keys;
  private final Time time;
  private final SecureRandom random;

  TokenIssuer(HubKeys keys, Time time, SecureRandom random) {
    this.keys = keys;
    this.time = time;
    this.random = random;
  }

  /// An unsigned number of 63 random bits in decimal, for `jti` and `session`.
  String newId() {
    return Long.toString(random.nextLong() >>> 1);
  }

  Instant refreshExpiry() {
    return time.now().plus(REFRESH_LIFE);
  }

  Instant sudoExpiry() {
    return time.now().plus(SUDO_LIFE);
  }

  /// The pair of a session, whose refresh token is the one that the session names.
  TokenPair pair(Session session) {
    ObjectNode access = claims(session, time.now().plus(SESSION_LIFE)).put("jti", newId());
    ObjectNode refresh =
        claims(session, Instant.ofEpochSecond(session.expiresAt()))
            .put("jti", session.refreshId().orElseThrow())
            .put("aud", TrustKeys.VERIFY_HUB);
    return new TokenPair(keys.sign(access), keys.sign(refresh));
  }

  String sudo(Session session, Optional<String> audience) {
    ObjectNode claims =
        claims(session, Instant.ofEpochSecond(session.expiresAt()))
            .put("jti", newId())
            .put("sudo", true);
    audience.ifPresent(text -> claims.put("aud", text));
    return keys.sign(claims);
  }

  private static ObjectNode claims(Session session, Instant expiresAt) {
    if (session.principal().toLowerCase(Locale.ROOT).equals(TrustKeys.ROOT)) {
      throw new IllegalStateException("a token for root");
    }
    ObjectNode claims = Json.object().put("sub", session.principal());
    claims.put("appid", session.appId()).put("iss", TrustKeys.VERIFY_HUB);
    claims.put("exp", expiresAt.getEpochSecond()).put("session", session.id());
    claims.put("principal_kind", session.kind()).put("app_instance_id", session.appInstanceId());
    session.appOwner().ifPresent(owner -> claims.put("app_owner_user_id", owner));
    return claims;
  }
}
