package io.bucky.controlpanel.auth;

import io.bucky.api.VerifyHubApi.TokenPair;
import io.bucky.api.panel.AuthApi.UserInfo;
import io.bucky.base.Time;
import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigUnavailable;
import io.bucky.config.Entry;
import io.bucky.identity.Jwt;
import io.bucky.json.Json;
import io.bucky.krpc.Answer;
import io.bucky.krpc.HttpAnswer;
import io.bucky.krpc.http.HttpExchange;
import io.bucky.krpc.http.HttpRoute;
import io.bucky.zone.UserSettings;
import io.bucky.zone.ZoneKeys;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The pages of a web login that the gateway forwards from every host of the zone.
final class SsoRoutes {
  private static final int NONCE_CHARS_MAX = 16;

  private final PendingLogins pending;
  private final HubSessions sessions;
  private final ZoneHosts hosts;
  private final ConfigStore store;
  private final Time time;

  SsoRoutes(
      PendingLogins pending, HubSessions sessions, ZoneHosts hosts, ConfigStore store, Time time) {
    this.pending = pending;
    this.sessions = sessions;
    this.hosts = hosts;
    this.store = store;
    this.time = time;
  }

  List<HttpRoute> all() {
    return List.of(
        new Page("GET", "/sso_callback", this::callback),
        new Page("POST", "/sso_refresh", this::refresh),
        new Page("POST", "/sso_logout", this::logout));
  }

  @FunctionalInterface
  private interface Answering {
    void answer(HttpExchange exchange) throws IOException, InterruptedException;
  }

  /// @param verb the only one that is answered; others get 405
  private record Page(String verb, String path, Answering answering) implements HttpRoute {
    @Override
    public boolean matches(String method, String asked) {
      return asked.equals(path);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException, InterruptedException {
      exchange.addHeader("Cache-Control", "no-store");
      if (!exchange.method().equals(verb)) {
        exchange.addHeader("Allow", verb);
        exchange.answer(405, "use " + verb);
        return;
      }
      answering.answer(exchange);
    }
  }

  /// Gives the waiting login's cookies to the host that it was made for, and sends the browser on.
  private void callback(HttpExchange exchange) throws IOException, InterruptedException {
    if (isSentFromOutside(exchange)) {
      error(exchange, 403, "the login page alone leads here");
      return;
    }
    Optional<PendingLogins.Login> login =
        exchange
            .query("nonce")
            .filter(text -> text.matches("[0-9]{1," + NONCE_CHARS_MAX + "}"))
            .map(Long::parseLong)
            .flatMap(nonce -> Visit.origin(exchange).flatMap(at -> pending.take(nonce, at)));
    Optional<String> redirect = exchange.query("redirect_url");
    if (login.isEmpty()
        || redirect.filter(url -> !url.equals(login.get().redirect())).isPresent()) {
      error(exchange, 400, "this login was used already, is too old, or belongs to another host");
      return;
    }
    Cookies.set(exchange, login.get().sessionToken(), login.get().refreshToken(), time.now());
    Cookies.back(exchange);
    exchange.addHeader("Location", login.get().redirect());
    exchange.answer(302, HttpAnswer.TEXT, new byte[0]);
  }

  /// Whether somebody else than the login page led a browser here, who may want this person to go
  /// on in a foreign account. The page is at a host of the zone's own, which its browser names in
  /// `Referer`, whether the two hosts are one site to it or not.
  private boolean isSentFromOutside(HttpExchange exchange) throws InterruptedException {
    if (!Visit.isBrowser(exchange)
        || exchange.header("Sec-Fetch-Site").filter("same-origin"::equals).isPresent()) {
      return false;
    }
    Optional<String> from = exchange.header("Referer");
    return from.isEmpty()
        || hosts
            .target(from.get(), Visit.origin(exchange))
            .toOptional()
            .filter(ZoneHosts.Target::own)
            .isEmpty();
  }

  private void refresh(HttpExchange exchange) throws IOException, InterruptedException {
    Optional<String> cookie = exchange.cookie(Cookies.REFRESH).filter(it -> !it.isEmpty());
    if (!Visit.isFromHere(exchange)) {
      error(exchange, 403, "another site asked for this");
      return;
    }
    if (cookie.isEmpty()) {
      Cookies.clear(exchange);
      error(exchange, 401, "missing refresh token cookie");
      return;
    }
    switch (sessions.refresh(cookie.get())) {
      case Answer.Ok<TokenPair>(var pair) -> refreshed(exchange, pair);
      case Answer.Refused<TokenPair>(var problem) -> {
        Cookies.clear(exchange);
        error(exchange, 401, problem.wire());
      }
      case Answer.Unreachable<TokenPair>(var why) ->
          error(exchange, 503, "verify-hub does not answer (" + why + "); try again");
    }
  }

  private void refreshed(HttpExchange exchange, TokenPair pair)
      throws IOException, InterruptedException {
    Optional<UserInfo> user = user(pair.sessionToken());
    if (user.isEmpty()) {
      Cookies.clear(exchange);
      error(exchange, 401, "the user is gone");
      return;
    }
    Cookies.set(exchange, pair.sessionToken(), pair.refreshToken(), time.now());
    ObjectNode body = Json.object();
    body.put("session_token", pair.sessionToken());
    body.set("user_info", Json.tree(user.get()));
    exchange.answer(200, HttpAnswer.JSON, Json.writeBytes(body));
  }

  private void logout(HttpExchange exchange) throws IOException, InterruptedException {
    if (!Visit.isFromHere(exchange)) {
      error(exchange, 403, "another site asked for this");
      return;
    }
    Optional<String> cookie = exchange.cookie(Cookies.REFRESH).filter(it -> !it.isEmpty());
    if (cookie.isPresent()
        && sessions.logout(cookie.get()) instanceof Answer.Unreachable<Boolean>(var why)) {
      error(exchange, 503, "verify-hub does not answer (" + why + "); try again");
      return;
    }
    Cookies.clear(exchange);
    Cookies.left(exchange);
    exchange.answer(200, HttpAnswer.JSON, Json.writeBytes(Json.object().put("ok", true)));
  }

  private Optional<UserInfo> user(String sessionToken) throws InterruptedException {
    String name = Jwt.decode(sessionToken).toOptional().flatMap(Jwt::subject).orElse("");
    if (!name.matches("[a-z0-9_][a-z0-9_.-]{0,63}")) {
      return Optional.empty();
    }
    try {
      return store
          .get(ZoneKeys.userSettings(name))
          .map(Entry::value)
          .flatMap(text -> Json.read(text, UserSettings.class).toOptional())
          .map(it -> new UserInfo(it.showName().orElse(name), name, it.type(), it.state()));
    } catch (ConfigUnavailable e) {
      return Optional.of(new UserInfo(name, name, "user", "active"));
    }
  }

  private static void error(HttpExchange exchange, int status, String text) throws IOException {
    exchange.answer(status, HttpAnswer.JSON, Json.writeBytes(Json.object().put("error", text)));
  }
}
