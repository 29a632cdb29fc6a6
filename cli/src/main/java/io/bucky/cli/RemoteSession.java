package io.bucky.cli;

import io.bucky.api.VerifyHubApi;
import io.bucky.base.Time;
import io.bucky.krpc.KrpcCaller;
import io.bucky.krpc.TokenSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/// The session of one login at a zone elsewhere: gives its token, and renews it before it ends.
///
/// A refresh token works once; the zone takes its second use for theft and ends the session. So
/// commands take turns at the file of logins, and what one renewed serves them all. Any thread.
final class RemoteSession implements TokenSource {
  /// Zones give session tokens for 15 minutes. Counted here, since the zone's clock may be another.
  static final Duration USE_MAX = Duration.ofMinutes(10);

  private final String zoneUrl;
  private final Credentials credentials;
  private final KrpcCaller caller;
  private final Time time;
  private volatile Credentials.Login login;

  private RemoteSession(
      String zoneUrl,
      Credentials.Login login,
      Credentials credentials,
      KrpcCaller caller,
      Time time) {
    this.zoneUrl = zoneUrl;
    this.login = login;
    this.credentials = credentials;
    this.caller = caller;
    this.time = time;
  }

  /// @param login as it was read from `credentials`
  /// @param caller calls that zone without a token
  /// @throws Failure if the zone does not go on with this login
  static RemoteSession open(
      String zoneUrl,
      Credentials.Login login,
      Credentials credentials,
      KrpcCaller caller,
      Time time)
      throws InterruptedException {
    var session = new RemoteSession(zoneUrl, login, credentials, caller, time);
    if (!session.good(login)) {
      session.renewUnless(session::good);
    }
    return session;
  }

  static Optional<Credentials.Session> beginning(String token, Time time) {
    return Optional.of(new Credentials.Session(token, time.now().plus(USE_MAX).toEpochMilli()));
  }

  /// The token to present now. When it cannot be renewed the zone decides about the old one.
  @Override
  public Optional<String> token() {
    if (!good(login)) {
      try {
        renewUnless(this::good);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Failure e) {
        // the call that asked for the token says what is wrong
      }
    }
    return login.session().map(Credentials.Session::token);
  }

  /// Replaces a token that the zone refused, although it should still be good.
  void replace() throws InterruptedException {
    Optional<Credentials.Session> refused = login.session();
    renewUnless(kept -> good(kept) && !kept.session().equals(refused));
  }

  private void renewUnless(Predicate<Credentials.Login> good) throws InterruptedException {
    login = credentials.renew(zoneUrl, kept -> good.test(kept) ? kept : renewed(kept), time);
  }

  private Credentials.Login renewed(Credentials.Login kept) throws InterruptedException {
    VerifyHubApi.TokenPair pair =
        Refusals.unwrap(
            VerifyHubApi.REFRESH_TOKEN,
            caller.call(
                VerifyHubApi.REFRESH_TOKEN,
                new VerifyHubApi.RefreshToken(Optional.of(kept.refreshToken()))));
    return new Credentials.Login(
        kept.user(), pair.refreshToken(), kept.authority(), beginning(pair.sessionToken(), time));
  }

  /// A clock that was put back must not make a token last longer.
  private boolean good(Credentials.Login kept) {
    Instant now = time.now();
    return kept.session()
        .map(Credentials.Session::ends)
        .filter(ends -> now.isBefore(ends) && !ends.isAfter(now.plus(USE_MAX)))
        .isPresent();
  }
}
