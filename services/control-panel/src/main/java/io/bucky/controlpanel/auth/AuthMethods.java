package io.bucky.controlpanel.auth;

import io.bucky.api.VerifyHubApi;
import io.bucky.api.panel.AuthApi;
import io.bucky.api.panel.AuthApi.LoginRequest;
import io.bucky.api.panel.AuthApi.LoginResult;
import io.bucky.api.panel.AuthApi.LogoutRequest;
import io.bucky.api.panel.AuthApi.OpenAppRequest;
import io.bucky.api.panel.AuthApi.OpenedApp;
import io.bucky.api.panel.AuthApi.RefreshRequest;
import io.bucky.api.panel.AuthApi.SsoToken;
import io.bucky.api.panel.AuthApi.SsoTokenRequest;
import io.bucky.api.panel.AuthApi.TokenPair;
import io.bucky.api.panel.AuthApi.UserInfo;
import io.bucky.api.panel.AuthApi.VerifyRequest;
import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.config.ConfigStore;
import io.bucky.json.Json;
import io.bucky.krpc.Answer;
import io.bucky.krpc.Caller;
import io.bucky.krpc.KrpcCaller;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.Problem;
import io.bucky.krpc.Reply;
import io.bucky.krpc.WebOrigin;
import io.bucky.krpc.http.HttpRoute;
import io.bucky.zone.ZoneLayout;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/// `auth.*`: what the login page calls. verify-hub decides; this adds where the browser may go.
public final class AuthMethods {
  /// Native clients number their calls in microseconds; such a number is no time in milliseconds.
  private static final long MILLIS_MAX = 10_000_000_000_000L;

  private final KrpcCaller zone;
  private final ZoneHosts hosts;
  private final PendingLogins pending;
  private final HubSessions sessions;
  private final SsoRoutes routes;

  /// @param zone calls verify-hub
  /// @param node whose gateway the browsers use
  public AuthMethods(
      KrpcCaller zone,
      ConfigStore store,
      ZoneLayout layout,
      String node,
      SecureRandom random,
      Time time) {
    this.zone = zone;
    this.hosts = new ZoneHosts(store, node, layout.gatewaySettings());
    this.pending = new PendingLogins(random, time);
    this.sessions = new HubSessions(zone, time);
    this.routes = new SsoRoutes(pending, sessions, hosts, store, time);
  }

  public KrpcService.Builder addTo(KrpcService.Builder service) {
    return service
        .on(AuthApi.LOGIN, this::login)
        .on(AuthApi.REFRESH, this::refresh)
        .on(AuthApi.VERIFY, this::verify)
        .on(AuthApi.LOGOUT, this::logout)
        .on(AuthApi.OPEN_APP, this::openApp)
        .on(AuthApi.ISSUE_SSO_TOKEN, this::issueSsoToken);
  }

  public List<HttpRoute> routes() {
    return routes.all();
  }

  private Reply<LoginResult> login(Caller caller, LoginRequest request)
      throws InterruptedException {
    String app = request.appid().filter(it -> !it.isEmpty()).orElse(ZoneHosts.PANEL);
    Optional<ZoneHosts.Target> target = Optional.empty();
    if (request.redirectUrl().filter(it -> !it.isEmpty()).isPresent()) {
      switch (target(caller, request.redirectUrl().get())) {
        case Parsed.Malformed<ZoneHosts.Target>(var why) -> {
          return Reply.bad(why);
        }
        case Parsed.Ok<ZoneHosts.Target>(var found) -> {
          target = Optional.of(found);
          app = found.app();
        }
      }
    }
    var wanted = new Wanted(app, target.flatMap(ZoneHosts.Target::instance));
    Answer<VerifyHubApi.Login> answer =
        atHub(caller, request.username(), request.password(), wanted, request.loginNonce());
    if (!(answer instanceof Answer.Ok<VerifyHubApi.Login>(var login))) {
      return refused(answer);
    }
    long nonce = target.map(it -> waiting(it, login)).orElse(0L);
    return Reply.ok(
        new LoginResult(user(login), login.sessionToken(), login.refreshToken(), nonce));
  }

  private Parsed<ZoneHosts.Target> target(Caller caller, String address)
      throws InterruptedException {
    return hosts.target(address, caller.page().flatMap(WebOrigin::parse));
  }

  private long waiting(ZoneHosts.Target target, VerifyHubApi.Login login) {
    return pending.add(
        new PendingLogins.Login(
            target.origin(), target.address(), login.sessionToken(), login.refreshToken()));
  }

  /// The tokens never pass through the page that asks: the nonce is worth something at the app's
  /// own address only.
  private Reply<OpenedApp> openApp(Caller caller, OpenAppRequest request)
      throws InterruptedException {
    return switch (target(caller, request.redirectUrl())) {
      case Parsed.Malformed<ZoneHosts.Target>(var why) -> Reply.bad(why);
      case Parsed.Ok<ZoneHosts.Target>(var target) -> {
        if (request.clientId().filter(id -> !id.equals(target.app())).isPresent()) {
          yield Reply.denied(
              target.origin().host() + " is not the app " + request.clientId().get());
        }
        Answer<VerifyHubApi.Login> answer =
            bySession(caller, new Wanted(target.app(), target.instance()));
        yield answer instanceof Answer.Ok<VerifyHubApi.Login>(var login)
            ? Reply.ok(new OpenedApp(target.app(), waiting(target, login)))
            : refused(answer);
      }
    };
  }

  private Reply<SsoToken> issueSsoToken(Caller caller, SsoTokenRequest request)
      throws InterruptedException {
    return switch (target(caller, request.redirectUri())) {
      case Parsed.Malformed<ZoneHosts.Target>(var why) -> Reply.bad(why);
      case Parsed.Ok<ZoneHosts.Target>(var target) -> {
        if (!target.own() && !target.app().equals(request.clientId())) {
          yield Reply.denied(target.origin().host() + " is not the app " + request.clientId());
        }
        var wanted =
            target.app().equals(request.clientId())
                ? new Wanted(target.app(), target.instance())
                : new Wanted(request.clientId(), Optional.empty());
        Answer<VerifyHubApi.Login> answer =
            request.password().isEmpty() && caller.token().isPresent()
                ? bySession(caller, wanted)
                : atHub(
                    caller, request.username(), request.password(), wanted, request.loginNonce());
        yield answer instanceof Answer.Ok<VerifyHubApi.Login>(var login)
            ? Reply.ok(new SsoToken(accountInfo(login), target.origin().toString()))
            : refused(answer);
      }
    };
  }

  /// @param instance which installation; empty: verify-hub chooses
  private record Wanted(String app, Optional<String> instance) {}

  private Answer<VerifyHubApi.Login> bySession(Caller caller, Wanted wanted)
      throws InterruptedException {
    return zone.call(
        VerifyHubApi.LOGIN_BY_SESSION,
        new VerifyHubApi.LoginBySession(
            caller.rawToken().orElse(""),
            wanted.app,
            wanted.instance,
            Optional.of(caller.address())));
  }

  private Answer<VerifyHubApi.Login> atHub(
      Caller caller, String user, String proof, Wanted wanted, Optional<Long> nonce)
      throws InterruptedException {
    long sequence = caller.sequence();
    long millis = sequence > MILLIS_MAX ? sequence / 1_000 : sequence;
    return zone.call(
        VerifyHubApi.LOGIN_BY_PASSWORD,
        new VerifyHubApi.LoginByPassword(
            Optional.of("password"),
            Optional.of(user),
            Optional.of(proof),
            Optional.of(wanted.app),
            Optional.of(nonce.orElse(millis)),
            wanted.instance,
            Optional.empty(),
            Optional.of(caller.address())));
  }

  /// What the SDK of the first generation keeps and expects as text.
  private static String accountInfo(VerifyHubApi.Login login) {
    var account = Json.object();
    account.put("user_name", login.userInfo().showName());
    account.put("user_id", login.userInfo().userId());
    account.put("user_type", login.userInfo().userType());
    account.put("session_token", login.sessionToken());
    account.put("refresh_token", login.refreshToken());
    return Json.write(account);
  }

  private Reply<TokenPair> refresh(Caller caller, RefreshRequest request)
      throws InterruptedException {
    Answer<VerifyHubApi.TokenPair> answer = sessions.refresh(request.refreshToken());
    return answer instanceof Answer.Ok<VerifyHubApi.TokenPair>(var pair)
        ? Reply.ok(new TokenPair(pair.sessionToken(), pair.refreshToken()))
        : refused(answer);
  }

  private Reply<Boolean> verify(Caller caller, VerifyRequest request) throws InterruptedException {
    Answer<Boolean> answer =
        zone.call(
            VerifyHubApi.VERIFY_TOKEN,
            new VerifyHubApi.VerifyToken(
                Optional.of(request.sessionToken()), Optional.empty(), Optional.empty()));
    return answer instanceof Answer.Ok<Boolean>(var good) ? Reply.ok(good) : refused(answer);
  }

  private Reply<Boolean> logout(Caller caller, LogoutRequest request) throws InterruptedException {
    Answer<Boolean> answer = sessions.logout(request.refreshToken());
    return answer instanceof Answer.Ok<Boolean>(var done) ? Reply.ok(done) : refused(answer);
  }

  private static UserInfo user(VerifyHubApi.Login login) {
    var user = login.userInfo();
    return new UserInfo(user.showName(), user.userId(), user.userType(), user.state());
  }

  private static <R> Reply<R> refused(Answer<?> answer) {
    return switch (answer) {
      case Answer.Refused<?>(var problem) -> Reply.refused(problem);
      case Answer.Unreachable<?>(var why) ->
          Reply.refused(new Problem.ServiceUnavailable("verify-hub: " + why));
      case Answer.Ok<?> _ -> throw new IllegalArgumentException("an answer is not a refusal");
    };
  }
}
