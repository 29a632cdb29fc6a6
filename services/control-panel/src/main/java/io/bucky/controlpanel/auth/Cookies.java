package io.bucky.controlpanel.auth;

import io.bucky.identity.Jwt;
import io.bucky.krpc.http.HttpExchange;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The cookies of a browser's session on one host: two tokens, and a mark that says that the person
/// logged out here, so that the next login asks before it goes on by itself.
final class Cookies {
  static final String SESSION = "buckyos_session_token";
  static final String REFRESH = "buckyos_refresh_token";
  static final String LEFT = "buckyos_logged_out";
  private static final String GONE = "; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT";

  private Cookies() {}

  static void set(HttpExchange exchange, String session, String refresh, Instant now) {
    exchange.addHeader("Set-Cookie", cookie(exchange, SESSION, session, maxAge(session, now)));
    exchange.addHeader("Set-Cookie", cookie(exchange, REFRESH, refresh, maxAge(refresh, now)));
  }

  static void clear(HttpExchange exchange) {
    exchange.addHeader("Set-Cookie", cookie(exchange, SESSION, "", GONE));
    exchange.addHeader("Set-Cookie", cookie(exchange, REFRESH, "", GONE));
  }

  /// Marks the end of a session by its person.
  static void left(HttpExchange exchange) {
    exchange.addHeader("Set-Cookie", cookie(exchange, LEFT, "1", ""));
  }

  /// Takes the mark away, if there is one.
  static void back(HttpExchange exchange) {
    if (exchange.cookie(LEFT).isPresent()) {
      exchange.addHeader("Set-Cookie", cookie(exchange, LEFT, "", GONE));
    }
  }

  private static String cookie(HttpExchange exchange, String name, String value, String life) {
    return name
        + "="
        + value
        + "; Path=/; HttpOnly; SameSite=Lax"
        + (Visit.isTls(exchange) ? "; Secure" : "")
        + life;
  }

  private static String maxAge(String token, Instant now) {
    Optional<Instant> expires =
        Jwt.decode(token).toOptional().flatMap(Jwt::expiresAt).filter(now::isBefore);
    return expires.map(at -> "; Max-Age=" + Duration.between(now, at).toSeconds()).orElse(GONE);
  }
}
