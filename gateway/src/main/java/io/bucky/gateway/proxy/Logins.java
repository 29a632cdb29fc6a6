package io.bucky.gateway.proxy;

import io.bucky.gateway.http.Answer;
import io.bucky.gateway.http.FieldKind;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.pages.Pages;
import io.bucky.gateway.route.RouteTable;
import io.bucky.gateway.route.Site;
import io.bucky.identity.SessionToken;
import io.bucky.identity.TokenVerifier;
import java.util.Locale;
import java.util.Optional;

/// Who a request comes from, and what is answered when nobody is logged in. Pure.
final class Logins {
  private static final String BEARER = "bearer ";

  private Logins() {}

  /// The user whose session cookie is for `appId`. A browser may send several cookies of the name;
  /// one that holds is enough.
  static Optional<String> user(Head head, String appId, TokenVerifier verifier) {
    for (int i = 0; i < head.fieldCount(); i++) {
      if (head.kind(i) == FieldKind.COOKIE) {
        for (String token : LoginCookies.values(head.value(i), LoginCookies.SESSION)) {
          if (verifier.verify(token) instanceof TokenVerifier.Verdict.Valid(SessionToken valid)
              && valid.appId().equals(appId)) {
            return Optional.of(valid.subject());
          }
        }
      }
    }
    return Optional.empty();
  }

  /// Why the bearer token of a request does not do; empty when it does.
  static Optional<String> bearerRefusal(Head head, TokenVerifier verifier) {
    String value = head.first(FieldKind.AUTHORIZATION);
    if (!value.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return Optional.of("No permission:No session token");
    }
    return switch (verifier.verify(value.substring(BEARER.length()).strip())) {
      case TokenVerifier.Verdict.Valid _ -> Optional.empty();
      case TokenVerifier.Verdict.Expired(var why) -> Optional.of("Token expired:" + why);
      case TokenVerifier.Verdict.Invalid(var why) -> Optional.of("Invalid token: " + why);
    };
  }

  /// A page that is opened is sent to the login; a program's request is told that it needs one.
  static Answer wanted(Site.App app, Head head, Peer peer, RouteTable table) {
    String mode = head.first(FieldKind.SEC_FETCH_MODE);
    boolean opened = mode.isEmpty() || mode.equals("navigate") || mode.equals("nested-navigate");
    boolean readOnly = head.isMethod("GET") || head.isMethod("HEAD");
    return readOnly && opened && !head.isWebsocketUpgrade()
        ? Answer.redirect(Links.login(table, head, peer, app.appId()))
        : Pages.unauthorized("No permission:No session token for " + app.appId());
  }
}
