package io.bucky.verifyhub;

import io.bucky.api.VerifyHubApi.RefreshToken;
import io.bucky.api.VerifyHubApi.TokenPair;
import io.bucky.api.VerifyHubApi.VerifyToken;
import io.bucky.base.Log;
import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.identity.Jwt;
import io.bucky.identity.SessionToken;
import io.bucky.identity.TrustKeys;
import io.bucky.krpc.Caller;
import io.bucky.krpc.Problem;
import io.bucky.krpc.Reply;
import io.bucky.zone.UserSettings;
import java.time.Instant;
import java.util.Optional;

/// What may be done with tokens that this service gave: renew, end, check. Any thread.
final class TokenChecks {
  private static final Log LOG = Log.of("verify-hub.sessions");

  private final HubKeys keys;
  private final Principals principals;
  private final AppAccess access;
  private final Sessions sessions;
  private final TokenIssuer issuer;
  private final Time time;

  /// This run of verify-hub, in the records of its refreshes.
  private final String run;

  TokenChecks(
      HubKeys keys,
      Principals principals,
      AppAccess access,
      Sessions sessions,
      TokenIssuer issuer,
      Time time) {
    this.keys = keys;
    this.principals = principals;
    this.access = access;
    this.sessions = sessions;
    this.issuer = issuer;
    this.time = time;
    this.run = issuer.newId();
  }

  Reply<TokenPair> refresh(Caller caller, RefreshToken request) throws InterruptedException {
    return switch (current(request.refreshToken())) {
      case Checked.No(var problem) -> Reply.refused(problem);
      case Checked.Missed(var session) -> Reply.ok(issuer.pair(session));
      case Checked.Yes(var found) -> {
        Session session = found.session();
        Optional<Problem> lost = lost(session);
        if (lost.isPresent()) {
          sessions.end(session, "its principal lost the right to it");
          yield Reply.refused(lost.get());
        }
        Session renewed =
            session.refreshed(
                issuer.newId(), run, time.now(), issuer.refreshExpiry().getEpochSecond());
        if (!sessions.replace(found, renewed)) {
          yield reused(session); // somebody used the same token at the same moment
        }
        yield Reply.ok(issuer.pair(renewed));
      }
    };
  }

  Reply<Boolean> logout(Caller caller, RefreshToken request) throws InterruptedException {
    return switch (current(request.refreshToken())) {
      case Checked.No(var problem) -> Reply.refused(problem);
      case Checked.Missed(var session) -> loggedOut(session);
      case Checked.Yes(var found) -> loggedOut(found.session());
    };
  }

  private Reply<Boolean> loggedOut(Session session) throws InterruptedException {
    sessions.end(session, "logged out");
    return Reply.ok(true);
  }

  Reply<Boolean> verify(Caller caller, VerifyToken request) throws InterruptedException {
    return switch (signed(request.sessionToken(), "session_token")) {
      case Signed.No(var problem) -> Reply.refused(problem);
      case Signed.Yes(var jwt) -> {
        Optional<Problem> flaw = mismatch(jwt, request);
        if (flaw.isEmpty()) {
          flaw = over(jwt);
        }
        yield flaw.isPresent() ? Reply.refused(flaw.get()) : Reply.ok(true);
      }
    };
  }

  /// Who a session token stands for, if its session is open.
  sealed interface Standing {
    record Yes(Session session) implements Standing {}

    record No(Problem problem) implements Standing {}
  }

  Standing standing(String sessionToken) throws InterruptedException {
    return switch (signed(Optional.of(sessionToken), "session_token")) {
      case Signed.No(var problem) -> new Standing.No(problem);
      case Signed.Yes(var jwt) -> {
        Optional<Problem> flaw =
            isRefresh(jwt) ? invalid("refresh token cannot be used as session token") : over(jwt);
        yield flaw.isPresent()
            ? new Standing.No(flaw.get())
            : find(jwt)
                .<Standing>map(found -> new Standing.Yes(found.session()))
                .orElseGet(() -> new Standing.No(new Problem.InvalidToken("log in again")));
      }
    };
  }

  private static Optional<Problem> mismatch(Jwt jwt, VerifyToken request) {
    if (isRefresh(jwt)) {
      return invalid("refresh token cannot be used as session token");
    }
    if (request.appid().isPresent() && !request.appid().equals(jwt.appId())) {
      return invalid("appid mismatch");
    }
    if (request.appInstanceId().isPresent()
        && !request.appInstanceId().equals(jwt.text("app_instance_id"))) {
      return invalid("app_instance_id mismatch");
    }
    return jwt.text("principal_kind").isEmpty()
        ? invalid("Missing principal_kind")
        : Optional.empty();
  }

  /// A session that was ended takes its tokens along, and so does a user who is no longer active.
  private Optional<Problem> over(Jwt jwt) throws InterruptedException {
    Optional<Sessions.Found> found = find(jwt);
    if (found.isEmpty() || !found.get().session().isOpen(time.now())) {
      return invalid("its session has ended" + why(found));
    }
    return inactive(found.get().session());
  }

  private sealed interface Signed {
    record Yes(Jwt jwt) implements Signed {}

    record No(Problem problem) implements Signed {}
  }

  private Signed signed(Optional<String> text, String parameter) {
    if (text.isEmpty()) {
      return new Signed.No(new Problem.BadRequest("Missing " + parameter));
    }
    return switch (Jwt.decode(text.get())) {
      case Parsed.Malformed<Jwt>(var why) -> new Signed.No(new Problem.InvalidToken(why));
      case Parsed.Ok<Jwt>(var jwt) -> {
        if (!keys.signed(jwt)) {
          yield new Signed.No(new Problem.InvalidToken("not signed by verify-hub"));
        }
        Optional<Instant> expiry = jwt.expiresAt();
        boolean over = expiry.isEmpty() || time.now().isAfter(expiry.get().plus(TrustKeys.LEEWAY));
        yield over ? new Signed.No(new Problem.TokenExpired("log in again")) : new Signed.Yes(jwt);
      }
    };
  }

  private sealed interface Checked {
    record Yes(Sessions.Found found) implements Checked {}

    /// The token before the good one, whose holder did not get that.
    record Missed(Session session) implements Checked {}

    record No(Problem problem) implements Checked {}
  }

  /// The open session whose one good refresh token this is. Any other refresh token of it ends it:
  /// one of two holders is not who it should be. But when verify-hub was ended between writing a
  /// refresh down and answering it, nobody holds the new one, and the old one is still good for it.
  private Checked current(Optional<String> text) throws InterruptedException {
    return switch (signed(text, "refresh_token")) {
      case Signed.No(var problem) -> new Checked.No(problem);
      case Signed.Yes(var jwt) -> {
        if (!isRefresh(jwt)) {
          yield new Checked.No(new Problem.InvalidToken("not a refresh token"));
        }
        Optional<Sessions.Found> found = find(jwt);
        if (found.isEmpty() || !found.get().session().isOpen(time.now())) {
          yield new Checked.No(
              new Problem.InvalidToken(
                  "Refresh token not found or already invalidated" + why(found)));
        }
        Session session = found.get().session();
        if (session.mayHaveMissed(jwt.id().orElse(""), run, time.now())) {
          Optional<Problem> lost = lost(session);
          yield lost.<Checked>map(Checked.No::new).orElseGet(() -> new Checked.Missed(session));
        }
        if (!session.refreshId().equals(jwt.id())) {
          yield new Checked.No(refuseReuse(session));
        }
        yield new Checked.Yes(found.get());
      }
    };
  }

  private Reply<TokenPair> reused(Session session) throws InterruptedException {
    return Reply.refused(refuseReuse(session));
  }

  private Problem refuseReuse(Session session) throws InterruptedException {
    sessions.end(session, "a refresh token was used twice");
    LOG.warn(
        "session.refresh.reused",
        "principal",
        session.principal(),
        "session",
        session.id(),
        "app",
        session.appId());
    return new Problem.InvalidToken("Invalid refresh token jti: used before, so log in again");
  }

  private Optional<Sessions.Found> find(Jwt jwt) throws InterruptedException {
    Optional<String> subject = jwt.subject();
    Optional<String> session = jwt.session();
    return subject.isEmpty() || session.isEmpty()
        ? Optional.empty()
        : sessions.find(subject.get(), session.get());
  }

  /// What is said to whoever comes back later.
  private static String why(Optional<Sessions.Found> found) {
    return found.flatMap(f -> f.session().ended()).map(text -> ": " + text).orElse("")
        + ", log in again";
  }

  /// Whether the principal of a session may go on with it.
  private Optional<Problem> lost(Session session) throws InterruptedException {
    Optional<String> loginEnded = sessions.loginEnded(session);
    if (loginEnded.isPresent()) {
      return invalid("its login has ended: " + loginEnded.get() + ", log in again");
    }
    Optional<Problem> inactive = inactive(session);
    if (inactive.isPresent() || session.principalKind() != SessionToken.Kind.USER) {
      return inactive;
    }
    Optional<UserSettings> user = principals.user(session.principal());
    boolean allowed =
        user.isPresent()
            && access
                .forUser(user.get(), session.appId(), Optional.of(session.appInstanceId()))
                .isPresent();
    return allowed ? Optional.empty() : Optional.of(new Problem.Denied("AppAccessDenied"));
  }

  private Optional<Problem> inactive(Session session) throws InterruptedException {
    String name = session.principal();
    if (session.principalKind() == SessionToken.Kind.DEVICE) {
      return principals.device(name, time.now()).isPresent()
          ? Optional.empty()
          : invalid("device '" + name + "' is not of this zone any more");
    }
    return principals.user(name).filter(UserSettings::active).isPresent()
        ? Optional.empty()
        : Optional.of(new Problem.Denied("user '" + name + "' is not active"));
  }

  private static boolean isRefresh(Jwt jwt) {
    return jwt.audience().filter(TrustKeys.VERIFY_HUB::equals).isPresent();
  }

  private static Optional<Problem> invalid(String why) {
    return Optional.of(new Problem.InvalidToken(why));
  }
}
