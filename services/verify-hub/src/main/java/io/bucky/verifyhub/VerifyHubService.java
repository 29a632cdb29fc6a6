package io.bucky.verifyhub;

import io.bucky.access.AccessPolicy;
import io.bucky.access.Enforcer;
import io.bucky.api.VerifyHubApi;
import io.bucky.api.VerifyHubApi.LoginByJwt;
import io.bucky.api.VerifyHubApi.LoginByPassword;
import io.bucky.api.VerifyHubApi.RotatedKey;
import io.bucky.base.Deadline;
import io.bucky.base.Log;
import io.bucky.base.Metrics;
import io.bucky.base.Parsed;
import io.bucky.base.Threads;
import io.bucky.base.Time;
import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigUnavailable;
import io.bucky.config.ConfigWatch;
import io.bucky.config.Entry;
import io.bucky.config.WatchStep;
import io.bucky.identity.DeviceIdentity;
import io.bucky.identity.Sealer;
import io.bucky.identity.SessionToken;
import io.bucky.identity.TokenVerifier;
import io.bucky.json.Json;
import io.bucky.krpc.Caller;
import io.bucky.krpc.Handler;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.None;
import io.bucky.krpc.Problem;
import io.bucky.krpc.Reply;
import io.bucky.zone.ZoneKeys;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The service `verify-hub`, put together. One virtual thread, `verify-hub-keys`, follows the
/// signing key and sweeps sessions; it ends with [#close].
public final class VerifyHubService implements AutoCloseable {
  private static final Log LOG = Log.of("verify-hub");
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(10);

  private final ConfigStore store;
  private final DeviceIdentity device;
  private final HubKeys keys;
  private final Sessions sessions;
  private final Time time;
  private final KrpcService service;
  private final Thread follower;
  private volatile boolean closed;

  private VerifyHubService(
      ConfigStore store,
      DeviceIdentity device,
      HubKeys keys,
      Sessions sessions,
      Time time,
      KrpcService.Builder methods) {
    this.store = store;
    this.device = device;
    this.keys = keys;
    this.sessions = sessions;
    this.time = time;
    this.service = methods.on(VerifyHubApi.ROTATE_KEY, guarded(this::rotateKey)).build();
    this.follower = Thread.ofVirtual().name("verify-hub-keys").unstarted(this::follow);
  }

  /// Loads key and sessions; the zone must have booted.
  ///
  /// @param verifier decides about the token of [VerifyHubApi#ROTATE_KEY]
  /// @throws StartFailure if the signing key is missing or cannot be unsealed
  public static VerifyHubService open(
      ConfigStore store,
      Sealer sealer,
      DeviceIdentity device,
      TokenVerifier verifier,
      Metrics metrics,
      Time time,
      SecureRandom random)
      throws InterruptedException {
    HubKeys keys = HubKeys.open(store, sealer, time, random);
    Sessions sessions = Sessions.open(store, time);
    var principals = new Principals(store, sealer, device);
    var access = new AppAccess(principals);
    var issuer = new TokenIssuer(keys, time, random);
    var password =
        new PasswordLogin(principals, access, sessions, issuer, new LoginGate(time), time);
    var jwt = new JwtLogin(principals, access, sessions, issuer, time);
    var tokens = new TokenChecks(keys, principals, access, sessions, issuer, time);
    var session = new SessionLogin(principals, access, sessions, tokens, issuer, time);
    var methods =
        KrpcService.named(VerifyHubApi.SERVICE, verifier)
            .metrics(metrics)
            .time(time)
            .on(VerifyHubApi.LOGIN_BY_PASSWORD, guarded(password::login))
            .on(VerifyHubApi.LOGIN_BY_JWT, guarded(jwt::login))
            .on(VerifyHubApi.LOGIN_BY_SESSION, guarded(session::login))
            .on(
                VerifyHubApi.LOGIN,
                guarded((caller, request) -> legacy(password, jwt, caller, request)))
            .on(VerifyHubApi.SUDO_BY_PASSWORD, guarded(password::sudo))
            .on(VerifyHubApi.REFRESH_TOKEN, guarded(tokens::refresh))
            .on(VerifyHubApi.LOGOUT, guarded(tokens::logout))
            .on(VerifyHubApi.VERIFY_TOKEN, guarded(tokens::verify));
    var opened = new VerifyHubService(store, device, keys, sessions, time, methods);
    opened.follower.start();
    return opened;
  }

  public KrpcService service() {
    return service;
  }

  @Override
  public void close() {
    closed = true;
    Threads.end(follower);
  }

  /// System config that does not answer is not a fault of the call.
  private static <Q, R> Handler<Q, R> guarded(Handler<Q, R> handler) {
    return (caller, request) -> {
      try {
        return handler.handle(caller, request);
      } catch (ConfigUnavailable e) {
        LOG.warn("config.unavailable", e);
        return Reply.refused(
            new Problem.ServiceUnavailable("system-config does not answer, try again"));
      }
    };
  }

  /// The first generation's `login`: the flat answer of its day.
  private static Reply<JsonNode> legacy(
      PasswordLogin password, JwtLogin jwt, Caller caller, JsonNode request)
      throws InterruptedException {
    if (!request.path("type").asString("").equals("password")) {
      return switch (Json.read(request, LoginByJwt.class)) {
        case Parsed.Malformed<LoginByJwt>(var why) -> Reply.bad(why);
        case Parsed.Ok<LoginByJwt>(var login) ->
            switch (jwt.login(caller, login)) {
              case Reply.Refused<?>(var problem) -> Reply.refused(problem);
              case Reply.Ok<?>(var pair) -> Reply.ok(Json.tree(pair));
            };
      };
    }
    return switch (Json.read(request, LoginByPassword.class)) {
      case Parsed.Malformed<LoginByPassword>(var why) -> Reply.bad(why);
      case Parsed.Ok<LoginByPassword>(var login) ->
          switch (password.login(caller, login)) {
            case Reply.Refused<VerifyHubApi.Login>(var problem) -> Reply.refused(problem);
            case Reply.Ok<VerifyHubApi.Login>(var done) -> Reply.ok(flat(done));
          };
    };
  }

  private static ObjectNode flat(VerifyHubApi.Login login) {
    return Json.object()
        .put("user_name", login.userInfo().showName())
        .put("user_id", login.userInfo().userId())
        .put("user_type", login.userInfo().userType())
        .put("session_token", login.sessionToken())
        .put("refresh_token", login.refreshToken());
  }

  private Reply<RotatedKey> rotateKey(Caller caller, None none) throws InterruptedException {
    if (!mayRotate(caller.verified())) {
      return Reply.denied("only an admin with a sudo token may replace the signing key");
    }
    Optional<HubKeys.Rotated> rotated = keys.rotate();
    return rotated.isPresent()
        ? Reply.ok(
            new RotatedKey(
                rotated.get().key().jwk(), rotated.get().previousUntil().getEpochSecond()))
        : Reply.failed("boot/config changed at the same moment, try again");
  }

  private boolean mayRotate(SessionToken token) throws InterruptedException {
    String tail = store.get(ZoneKeys.RBAC_POLICY).map(Entry::value).orElse("");
    return AccessPolicy.withTail("g, " + device.name() + ", ood\n" + tail)
        .toOptional()
        .map(Enforcer::new)
        .filter(policy ->
            policy.allows(
                token.subject(),
                token.appId(),
                "obj://config/" + ZoneKeys.VERIFY_HUB_KEY,
                "write",
                token.sudo()))
        .isPresent();
  }

  private void follow() {
    try {
      while (!closed) {
        followOnce();
        time.sleep(Duration.ofSeconds(1)); // the watch broke; the store may be restarting
      }
    } catch (InterruptedException e) {
      // asked to stop
    }
  }

  private void followOnce() throws InterruptedException {
    try {
      sessions.sweep();
      long revision = store.snapshot(ZoneKeys.VERIFY_HUB_KEY.text()).revision();
      keys.reload();
      try (ConfigWatch watch = store.watch(ZoneKeys.VERIFY_HUB_KEY.text(), revision)) {
        follow(watch);
      }
    } catch (ConfigUnavailable e) {
      LOG.warn("config.unavailable", e);
    }
  }

  private void follow(ConfigWatch watch) throws InterruptedException {
    Deadline nextSweep = Deadline.in(SWEEP_EVERY, time);
    while (!closed) {
      switch (watch.next(SWEEP_EVERY)) {
        case WatchStep.Changes(var changes, var _) -> {
          if (!changes.isEmpty()) {
            keys.reload();
          }
        }
        case WatchStep.Compacted _, WatchStep.Unavailable _ -> {
          return;
        }
      }
      if (nextSweep.hasPassed(time)) {
        sessions.sweep();
        nextSweep = Deadline.in(SWEEP_EVERY, time);
      }
    }
  }
}
