package io.bucky.verifyhub;

import io.bucky.api.VerifyHubApi.Login;
import io.bucky.api.VerifyHubApi.LoginByPassword;
import io.bucky.api.VerifyHubApi.SudoByPassword;
import io.bucky.api.VerifyHubApi.SudoToken;
import io.bucky.api.VerifyHubApi.TokenPair;
import io.bucky.api.VerifyHubApi.UserInfo;
import io.bucky.base.Secret;
import io.bucky.base.Time;
import io.bucky.identity.SessionToken;
import io.bucky.krpc.Caller;
import io.bucky.krpc.Problem;
import io.bucky.krpc.Reply;
import io.bucky.verifyhub.AppAccess.Instance;
import io.bucky.zone.UserSettings;
import java.time.Instant;
import java.util.Optional;

/// Logs users in by password, and raises them to sudo. Any thread.
final class PasswordLogin {
  /// Compared when there is no password to compare with. The protocol has a user who is unknown
  /// told so; how long the answer takes says nothing more.
  private static final Secret NOBODY = new Secret("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");

  private final Principals principals;
  private final AppAccess access;
  private final Sessions sessions;
  private final TokenIssuer issuer;
  private final LoginGate gate;
  private final Time time;

  PasswordLogin(
      Principals principals,
      AppAccess access,
      Sessions sessions,
      TokenIssuer issuer,
      LoginGate gate,
      Time time) {
    this.principals = principals;
    this.access = access;
    this.sessions = sessions;
    this.issuer = issuer;
    this.gate = gate;
    this.time = time;
  }

  Reply<Login> login(Caller caller, LoginByPassword request) throws InterruptedException {
    if (!request.type().equals(Optional.of("password"))) {
      return Reply.bad("type is not 'password'");
    }
    var attempt =
        new Attempt(
            request.username(),
            request.password(),
            request.appid(),
            PasswordProof.nonce(request.loginNonce(), caller.sequence()),
            request.appInstanceId(),
            address(caller, request.clientAddress()));
    return switch (prove(attempt)) {
      case Proven.No(var problem) -> Reply.refused(problem);
      case Proven.Yes(var user, var instance) -> {
        Session session =
            session(user, instance, attempt, Optional.of(issuer.newId()), issuer.refreshExpiry());
        yield switch (sessions.open(session)) {
          case Sessions.Opened.ProofUsed() -> Reply.refused(used());
          case Sessions.Opened.TooMany() -> Reply.refused(tooMany());
          case Sessions.Opened.Yes(var opened) -> Reply.ok(answer(user, issuer.pair(opened)));
        };
      }
    };
  }

  Reply<SudoToken> sudo(Caller caller, SudoByPassword request) throws InterruptedException {
    var attempt =
        new Attempt(
            request.username(),
            request.password(),
            request.appid(),
            PasswordProof.nonce(request.loginNonce(), caller.sequence()),
            request.appInstanceId(),
            address(caller, request.clientAddress()));
    if (request.appid().filter(AppAccess::takesSudo).isEmpty()) {
      return Reply.denied("AppAccessDenied");
    }
    if (request.aud().filter("verify-hub"::equals).isPresent()) {
      return Reply.bad("aud 'verify-hub' marks refresh tokens");
    }
    return switch (prove(attempt)) {
      case Proven.No(var problem) -> Reply.refused(problem);
      case Proven.Yes(var user, var instance) ->
          switch (sessions.open(
              session(user, instance, attempt, Optional.empty(), issuer.sudoExpiry()))) {
            case Sessions.Opened.ProofUsed() -> Reply.refused(used());
            case Sessions.Opened.TooMany() -> Reply.refused(tooMany());
            case Sessions.Opened.Yes(var opened) ->
                Reply.ok(new SudoToken(issuer.sudo(opened, request.aud())));
          };
    };
  }

  private record Attempt(
      Optional<String> user,
      Optional<String> proof,
      Optional<String> app,
      long nonce,
      Optional<String> instance,
      String address) {}

  /// Where the person is: what the transport says, or a service of this machine that asks for them.
  private String address(Caller caller, Optional<String> stated) {
    boolean own =
        caller
            .token()
            .filter(token -> token.kind() == SessionToken.Kind.DEVICE)
            .filter(token -> principals.isSelf(token.subject()))
            .isPresent();
    return own ? stated.filter(text -> text.length() <= 64).orElse("") : caller.address();
  }

  private sealed interface Proven {
    record Yes(UserSettings user, Instance instance) implements Proven {}

    record No(Problem problem) implements Proven {}
  }

  /// The order matters: nothing is looked up for a stale proof, a guess is counted before it is
  /// checked, and only the holder of the password learns the rest.
  private Proven prove(Attempt attempt) throws InterruptedException {
    if (attempt.user.isEmpty() || attempt.proof.isEmpty() || attempt.app.isEmpty()) {
      return no(new Problem.BadRequest("Missing username, password or appid"));
    }
    String name = attempt.user.get();
    String app = attempt.app.get();
    if (!AppAccess.isAppId(app)) {
      return no(new Problem.BadRequest("Invalid appid"));
    }
    if (!PasswordProof.isFresh(attempt.nonce, time.now())) {
      return no(new Problem.BadRequest("Invalid nonce: too far from this zone's clock"));
    }
    return switch (gate.enter(name, attempt.address)) {
      case LoginGate.Entered.Wait(var duration) -> {
        long seconds = duration.plusMillis(999).toSeconds();
        yield no(new Problem.Reason("too many wrong passwords, try again in " + seconds + " s"));
      }
      case LoginGate.Entered.Go(var entered) -> check(attempt, name, app, entered);
    };
  }

  private Proven check(Attempt attempt, String name, String app, LoginGate.Attempt entered)
      throws InterruptedException {
    Optional<UserSettings> user = principals.user(name);
    Optional<Secret> stored = user.flatMap(settings -> principals.password(name, settings));
    boolean right =
        PasswordProof.matches(stored.orElse(NOBODY), attempt.nonce, attempt.proof.get())
            && stored.isPresent();
    if (user.isEmpty()) {
      return no(new Problem.UserNotFound("user info not found"));
    }
    if (!right) {
      return no(new Problem.InvalidPassword());
    }
    gate.succeeded(entered);
    if (!user.get().active()) {
      return no(new Problem.Denied("user '" + name + "' is not active"));
    }
    Optional<Instance> instance = access.forUser(user.get(), app, attempt.instance);
    return instance.isPresent()
        ? new Proven.Yes(user.get(), instance.get())
        : no(new Problem.Denied("AppAccessDenied"));
  }

  private static Proven no(Problem problem) {
    return new Proven.No(problem);
  }

  private static Problem used() {
    return new Problem.Reason("Login nonce already used");
  }

  static Problem tooMany() {
    return new Problem.Reason("too many sessions were opened in a short time, try again later");
  }

  /// A proof is good for one session of its user, whichever app it was for.
  ///
  /// @param refreshId empty: nothing renews it
  private Session session(
      UserSettings user,
      Instance instance,
      Attempt attempt,
      Optional<String> refreshId,
      Instant expiry) {
    Instant now = time.now();
    long proofUntil = attempt.nonce / 1_000 + PasswordProof.WINDOW.toSeconds() + 1;
    return new Session(
        issuer.newId(),
        user.userId(),
        "user",
        instance.app(),
        instance.id(),
        instance.owner(),
        "password:" + user.userId() + ":" + attempt.nonce,
        proofUntil,
        refreshId,
        Optional.empty(),
        now.getEpochSecond(),
        now.getEpochSecond(),
        expiry.getEpochSecond(),
        Optional.empty(),
        Optional.empty(),
        attempt.address);
  }

  private static Login answer(UserSettings user, TokenPair pair) {
    var info =
        new UserInfo(
            user.showName().orElse(user.userId()), user.userId(), user.type(), user.state());
    return new Login(info, pair.sessionToken(), pair.refreshToken());
  }
}
