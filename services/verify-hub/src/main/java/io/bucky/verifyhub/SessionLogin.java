package io.bucky.verifyhub;

import io.bucky.api.VerifyHubApi.Login;
import io.bucky.api.VerifyHubApi.LoginBySession;
import io.bucky.api.VerifyHubApi.UserInfo;
import io.bucky.base.Time;
import io.bucky.identity.SessionToken;
import io.bucky.krpc.Caller;
import io.bucky.krpc.Problem;
import io.bucky.krpc.Reply;
import io.bucky.verifyhub.AppAccess.Instance;
import io.bucky.zone.UserSettings;
import java.time.Instant;
import java.util.Optional;

/// Opens sessions at apps for users who are logged in at the control panel. Any thread.
///
/// Only the panel may ask, and only with the user's own open session there: an app cannot open
/// another app in its user's name. What is opened shares the panel's login and ends with it.
final class SessionLogin {
  private final Principals principals;
  private final AppAccess access;
  private final Sessions sessions;
  private final TokenChecks tokens;
  private final TokenIssuer issuer;
  private final Time time;

  SessionLogin(
      Principals principals,
      AppAccess access,
      Sessions sessions,
      TokenChecks tokens,
      TokenIssuer issuer,
      Time time) {
    this.principals = principals;
    this.access = access;
    this.sessions = sessions;
    this.tokens = tokens;
    this.issuer = issuer;
    this.time = time;
  }

  Reply<Login> login(Caller caller, LoginBySession request) throws InterruptedException {
    SessionToken asker = caller.verified();
    if (asker.kind() != SessionToken.Kind.DEVICE || !asker.appId().equals(Session.PANEL)) {
      return Reply.denied("only the control panel opens apps by its session");
    }
    if (!AppAccess.isAppId(request.appid())) {
      return Reply.bad("Invalid appid");
    }
    return switch (tokens.standing(request.sessionToken())) {
      case TokenChecks.Standing.No(var problem) -> Reply.refused(problem);
      case TokenChecks.Standing.Yes(var panel) -> {
        boolean person = panel.principalKind() == SessionToken.Kind.USER;
        boolean lasting = panel.refreshId().isPresent(); // a sudo session has no refresh token
        yield person && lasting && panel.isPanel()
            ? open(panel, request)
            : Reply.denied("not a session at the control panel");
      }
    };
  }

  private Reply<Login> open(Session panel, LoginBySession request) throws InterruptedException {
    Optional<UserSettings> user = principals.user(panel.principal());
    Optional<Instance> instance =
        user.isEmpty()
            ? Optional.empty()
            : access.forUser(user.get(), request.appid(), request.appInstanceId());
    if (user.isEmpty() || instance.isEmpty()) {
      return Reply.denied("AppAccessDenied");
    }
    Session session = session(panel, instance.get(), request.clientAddress().orElse(""));
    return switch (sessions.open(session)) {
      case Sessions.Opened.ProofUsed() -> Reply.failed("try again");
      case Sessions.Opened.TooMany() -> Reply.refused(PasswordLogin.tooMany());
      case Sessions.Opened.Yes(var opened) -> {
        Optional<String> ended = sessions.loginEnded(opened);
        if (ended.isPresent()) { // at this very moment; whoever ended it did not see this one yet
          sessions.end(opened, ended.get());
          yield Reply.refused(new Problem.InvalidToken("its session has ended, log in again"));
        }
        var pair = issuer.pair(opened);
        yield Reply.ok(new Login(info(user.get()), pair.sessionToken(), pair.refreshToken()));
      }
    };
  }

  private Session session(Session panel, Instance instance, String address) {
    Instant now = time.now();
    String id = issuer.newId();
    return new Session(
        id,
        panel.principal(),
        panel.kind(),
        instance.app(),
        instance.id(),
        instance.owner(),
        "session:" + panel.loginId() + ":" + id,
        now.getEpochSecond(),
        Optional.of(issuer.newId()),
        Optional.empty(),
        now.getEpochSecond(),
        now.getEpochSecond(),
        issuer.refreshExpiry().getEpochSecond(),
        Optional.of(panel.loginId()),
        Optional.empty(),
        address.length() <= 64 ? address : "");
  }

  private static UserInfo info(UserSettings user) {
    return new UserInfo(
        user.showName().orElse(user.userId()), user.userId(), user.type(), user.state());
  }
}
