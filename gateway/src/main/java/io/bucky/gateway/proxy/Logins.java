package io.bucky.gateway.proxy;

import io.bucky.gateway.http.Answer;
import io.bucky.gateway.http.FieldKind;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.pages.Pages;
import io.bucky.gateway.route.RouteTable;
import io.bucky.gateway.route.Site;
import io.bucky.identity.Jwt;
import io.bucky.identity.TokenVerifier;
import io.bucky.identity.TrustKeys;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Who a request comes from, and what is answered when nobody is logged in. Pure.
final class Logins {
  private static final String BEARER = "bearer ";
  private static final String ASK = "&prompt=select_account";
  private static final String ANY_APP = "";
  private static final int COOKIES_MAX = 4; // each costs a signature check

  private Logins() {}

  /// The session of the cookies that is for `app`. A browser may send several cookies of the name;
  /// one that holds is enough.
  static Optional<Login> held(Head head, Site.App app, TokenVerifier verifier, LeftSessions left) {
    return tokens(head, LoginCookies.SESSION, app.appId())
        .flatMap(token -> Login.of(token, verifier).stream())
        .filter(login -> login.isFor(app) && !left.isLeft(login))
        .findFirst();
  }

  /// A refresh token that may stand for a session at `app`.
  static Optional<String> refresh(
      Head head, Site.App app, TokenVerifier verifier, LeftSessions left) {
    return tokens(head, LoginCookies.REFRESH, app.appId())
        .filter(token -> verifier.mayRenew(token, app.appId()))
        .filter(token -> session(token).filter(left::isLeft).isEmpty())
        .findFirst();
  }

  private static Optional<String> session(String token) {
    return Jwt.decode(token).toOptional().flatMap(Jwt::session);
  }

  /// The sessions that a browser shows it holds, at whatever app.
  static List<String> sessions(Head head, TokenVerifier verifier) {
    Stream<String> now =
        tokens(head, LoginCookies.SESSION, ANY_APP)
            .flatMap(token -> Login.of(token, verifier).stream())
            .flatMap(login -> login.token().session().stream());
    Stream<String> renewable =
        tokens(head, LoginCookies.REFRESH, ANY_APP)
            .flatMap(token -> Jwt.decode(token).toOptional().stream())
            .filter(token ->
                token.appId().filter(app -> verifier.mayRenew(token.compact(), app)).isPresent())
            .flatMap(token -> token.session().stream());
    return Stream.concat(now, renewable).distinct().toList();
  }

  /// A few cookies that are worth a signature check. When there are many, as an app can set them
  /// for its neighbours, only those count that say they are verify-hub's, for this app.
  private static Stream<String> tokens(Head head, String name, String appId) {
    List<String> all = cookies(head, name).toList();
    return all.size() <= COOKIES_MAX
        ? all.stream()
        : all.stream().filter(token -> claims(token, appId)).limit(COOKIES_MAX);
  }

  private static boolean claims(String token, String appId) {
    return Jwt.decode(token)
        .toOptional()
        .filter(jwt -> jwt.issuer().filter(TrustKeys.VERIFY_HUB::equals).isPresent())
        .filter(jwt -> appId.equals(ANY_APP) || jwt.appId().filter(appId::equals).isPresent())
        .isPresent();
  }

  private static Stream<String> cookies(Head head, String name) {
    return IntStream.range(0, head.fieldCount())
        .filter(i -> head.kind(i) == FieldKind.COOKIE)
        .mapToObj(i -> LoginCookies.values(head.value(i), name))
        .flatMap(List::stream);
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
        ? Answer.redirect(
            Links.login(table, head, peer, app.appId())
                + (cookies(head, LoginCookies.LEFT).findAny().isPresent() ? ASK : ""))
        : Pages.unauthorized("No permission:No session token for " + app.appId());
  }
}
