package io.bucky.verifyhub;

import io.bucky.api.VerifyHubApi.LoginByJwt;
import io.bucky.api.VerifyHubApi.TokenPair;
import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.identity.DeviceDocument;
import io.bucky.identity.Jwt;
import io.bucky.identity.TrustKeys;
import io.bucky.krpc.Caller;
import io.bucky.krpc.Problem;
import io.bucky.krpc.Reply;
import io.bucky.verifyhub.AppAccess.Instance;
import io.bucky.zone.UserSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// Logs in the holder of a key that the zone knows: the owner, a user, a device, or a service of a
/// device. Any thread.
///
/// A proof of a person or a machine works once. That of a service lies in the environment of its
/// containers: several of them begin with it, and one that fell over begins with it again. It works
/// for as long as it lives, for the app and the user that the device named in it.
final class JwtLogin {
  /// Its id has to be remembered for so long.
  static final Duration LIFE_MAX = Duration.ofHours(24);

  private static final String SERVICE = "service";

  private final Principals principals;
  private final AppAccess access;
  private final Sessions sessions;
  private final TokenIssuer issuer;
  private final Time time;

  JwtLogin(
      Principals principals, AppAccess access, Sessions sessions, TokenIssuer issuer, Time time) {
    this.principals = principals;
    this.access = access;
    this.sessions = sessions;
    this.issuer = issuer;
    this.time = time;
  }

  Reply<TokenPair> login(Caller caller, LoginByJwt request) throws InterruptedException {
    if (!request.type().orElse("jwt").equals("jwt")) {
      return Reply.bad("type is not 'jwt'");
    }
    if (request.jwt().isEmpty()) {
      return Reply.bad("Missing jwt");
    }
    return switch (Jwt.decode(request.jwt().get().strip())) {
      case Parsed.Malformed<Jwt>(var why) -> Reply.refused(new Problem.InvalidToken(why));
      case Parsed.Ok<Jwt>(var jwt) ->
          switch (judge(jwt, request.appInstanceId())) {
            case Judged.No(var problem) -> Reply.refused(problem);
            case Judged.Yes(var who) -> open(jwt, who, caller);
          };
    };
  }

  private Reply<TokenPair> open(Jwt jwt, Who who, Caller caller) throws InterruptedException {
    Instant now = time.now();
    var session =
        new Session(
            issuer.newId(),
            who.principal,
            who.kind,
            who.instance.app(),
            who.instance.id(),
            who.instance.owner(),
            "jwt:%s:%s:%s"
                .formatted(who.issuer, jwt.subject().orElseThrow(), jwt.id().orElseThrow()),
            jwt.expiresAt().orElseThrow().plus(TrustKeys.LEEWAY).getEpochSecond() + 1,
            Optional.of(issuer.newId()),
            Optional.empty(),
            now.getEpochSecond(),
            now.getEpochSecond(),
            issuer.refreshExpiry().getEpochSecond(),
            Optional.empty(),
            Optional.empty(),
            caller.address());
    Sessions.Opened outcome =
        who.kind.equals(SERVICE) ? sessions.openAgain(session) : sessions.open(session);
    return switch (outcome) {
      case Sessions.Opened.ProofUsed() -> Reply.failed("Login JWT already used");
      case Sessions.Opened.TooMany() -> Reply.refused(PasswordLogin.tooMany());
      case Sessions.Opened.Yes(var opened) -> Reply.ok(issuer.pair(opened));
    };
  }

  private record Who(String issuer, String principal, String kind, Instance instance) {}

  private sealed interface Judged {
    record Yes(Who who) implements Judged {}

    record No(Problem problem) implements Judged {}
  }

  private Judged judge(Jwt jwt, Optional<String> instance) throws InterruptedException {
    if (!jwt.isEdDsa()) {
      return invalid("algorithm is not EdDSA");
    }
    Optional<String> issuer = jwt.issuer().or(jwt::keyId);
    if (issuer.isEmpty()) {
      return invalid("Missing iss");
    }
    Optional<Problem> flaw = flaw(jwt);
    if (principals.isOwner(issuer.get())) {
      if (!jwt.verifySignature(principals.ownerKey())) {
        return invalid("JWT verify error");
      }
      return flaw.isPresent() ? new Judged.No(flaw.get()) : owner(jwt, instance);
    }
    var userKey = principals.userKey(issuer.get());
    if (userKey.filter(jwt::verifySignature).isPresent()) {
      return flaw.isPresent() ? new Judged.No(flaw.get()) : user(issuer.get(), jwt, instance);
    }
    Optional<DeviceDocument> device = principals.device(issuer.get(), time.now());
    if (device.filter(document -> jwt.verifySignature(document.key())).isPresent()) {
      return flaw.isPresent() ? new Judged.No(flaw.get()) : device(device.get(), jwt);
    }
    return userKey.isEmpty() && device.isEmpty()
        ? new Judged.No(new Problem.Reason("User or device config not found"))
        : invalid("JWT verify error");
  }

  /// What is wrong with the claims of a token whose signature is right.
  private Optional<Problem> flaw(Jwt jwt) {
    if (jwt.subject().isEmpty()) {
      return Optional.of(new Problem.InvalidToken("Missing sub"));
    }
    if (jwt.appId().isEmpty()) {
      return Optional.of(new Problem.InvalidToken("Missing appid"));
    }
    if (jwt.id().isEmpty()) {
      return Optional.of(new Problem.InvalidToken("Missing jti"));
    }
    if (jwt.expiresAt().isEmpty()) {
      return Optional.of(new Problem.InvalidToken("Missing exp"));
    }
    if (!AppAccess.isAppId(jwt.appId().get()) || jwt.id().get().length() > 128) {
      return Optional.of(new Problem.InvalidToken("appid or jti is malformed"));
    }
    Instant now = time.now();
    Instant expiry = jwt.expiresAt().get();
    if (now.isAfter(expiry.plus(TrustKeys.LEEWAY))) {
      return Optional.of(new Problem.TokenExpired("login JWT"));
    }
    if (expiry.isAfter(now.plus(LIFE_MAX))) {
      return Optional.of(new Problem.InvalidToken("a login JWT may live 24 hours at most"));
    }
    if (jwt.notBefore().filter(from -> now.isBefore(from.minus(TrustKeys.LEEWAY))).isPresent()) {
      return Optional.of(new Problem.InvalidToken("not valid yet"));
    }
    boolean elsewhere =
        jwt.audience()
            .filter(aud -> !aud.equals(TrustKeys.VERIFY_HUB) && !aud.equals(jwt.appId().get()))
            .isPresent();
    return elsewhere
        ? Optional.of(new Problem.InvalidToken("JWT is for another audience"))
        : Optional.empty();
  }

  /// The owner's key: the published client signs `iss = sub = root`. The tokens it gets are those
  /// of the owner's user; none is ever given for `root`.
  private Judged owner(Jwt jwt, Optional<String> instance) throws InterruptedException {
    Optional<String> owner = principals.ownerUser();
    String subject = jwt.subject().orElse("");
    boolean self =
        subject.toLowerCase(Locale.ROOT).equals(TrustKeys.ROOT)
            || principals.isOwner(subject)
            || owner.filter(subject::equals).isPresent();
    if (owner.isEmpty() || !self) {
      return new Judged.No(new Problem.Reason("User or device config not found"));
    }
    return person(TrustKeys.ROOT, owner.get(), jwt, instance);
  }

  private Judged user(String issuer, Jwt jwt, Optional<String> instance)
      throws InterruptedException {
    return issuer.equals(jwt.subject().orElse(""))
        ? person(issuer, issuer, jwt, instance)
        : invalid("a user's key speaks for that user only");
  }

  private Judged person(String issuer, String name, Jwt jwt, Optional<String> wanted)
      throws InterruptedException {
    Optional<UserSettings> user = principals.user(name);
    if (user.isEmpty()) {
      return new Judged.No(new Problem.Reason("User or device config not found"));
    }
    if (!user.get().active()) {
      return new Judged.No(new Problem.Denied("user '" + name + "' is not active"));
    }
    Optional<Instance> instance = access.forUser(user.get(), jwt.appId().orElse(""), wanted);
    return instance.isPresent()
        ? new Judged.Yes(new Who(issuer, name, "user", instance.get()))
        : new Judged.No(new Problem.Denied("AppAccessDenied"));
  }

  private Judged device(DeviceDocument device, Jwt jwt) throws InterruptedException {
    String app = jwt.appId().orElse("");
    String subject = jwt.subject().orElse("");
    if (subject.equals(device.name())) {
      var instance = new Instance(app, Optional.empty());
      return new Judged.Yes(new Who(device.name(), subject, "device", instance));
    }
    Optional<Instance> instance = access.forService(device, subject, app);
    return instance.isPresent()
        ? new Judged.Yes(new Who(device.name(), subject, SERVICE, instance.get()))
        : new Judged.No(new Problem.Denied("AppAccessDenied"));
  }

  private static Judged invalid(String why) {
    return new Judged.No(new Problem.InvalidToken(why));
  }
}
