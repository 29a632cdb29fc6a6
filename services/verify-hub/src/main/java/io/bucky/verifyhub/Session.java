package io.bucky.verifyhub;

import io.bucky.config.ConfigKey;
import io.bucky.identity.SessionToken;
import java.time.Instant;
import java.util.Optional;

/// One login, as it lies at `security/verify-hub/sessions/<principal>/<id>`.
///
/// @param principal the user or device that the tokens name
/// @param kind `user`, `device` or `service`
/// @param proof what opened it, and must not open another one
/// @param proofUntil unix seconds until which that proof would be accepted
/// @param refreshId `jti` of the one refresh token that is good; absent for a sudo session
/// @param replaced the refresh token before that one
/// @param expiresAt unix seconds
/// @param login the session at the control panel whose login this one shares; absent: it has its
///   own
/// @param ended why it is over before its time
record Session(
    String id,
    String principal,
    String kind,
    String appId,
    String appInstanceId,
    Optional<String> appOwner,
    String proof,
    long proofUntil,
    Optional<String> refreshId,
    Optional<Replaced> replaced,
    long createdAt,
    long refreshedAt,
    long expiresAt,
    Optional<String> login,
    Optional<String> ended,
    String address) {
  static final String PREFIX = "security/verify-hub/sessions";
  static final String PANEL = "control-panel";
  private static final int MISSED_SECONDS = 60;

  Session {
    appOwner = appOwner == null ? Optional.empty() : appOwner;
    refreshId = refreshId == null ? Optional.empty() : refreshId;
    replaced = replaced == null ? Optional.empty() : replaced;
    login = login == null ? Optional.empty() : login;
    ended = ended == null ? Optional.empty() : ended;
    address = address == null ? "" : address;
  }

  /// What the last refresh took away.
  ///
  /// @param refreshId `jti` of the token that was given back
  /// @param run which run of verify-hub made the refresh
  record Replaced(String refreshId, String run) {}

  static ConfigKey key(String principal, String id) {
    return ConfigKey.of(PREFIX + "/" + principal + "/" + id);
  }

  ConfigKey key() {
    return key(principal, id);
  }

  boolean isOpen(Instant now) {
    return ended.isEmpty() && now.getEpochSecond() <= expiresAt;
  }

  /// The session with whose end this one ends: its own, unless the panel opened it.
  String loginId() {
    return login.orElse(id);
  }

  /// Whoever leaves the control panel leaves every app that was opened from it.
  boolean isPanel() {
    return appId.equals(PANEL);
  }

  /// Nothing depends on the record any more.
  boolean isForgettable(Instant now) {
    return !isOpen(now) && now.getEpochSecond() > proofUntil;
  }

  SessionToken.Kind principalKind() {
    return switch (kind) {
      case "device" -> SessionToken.Kind.DEVICE;
      case "service" -> SessionToken.Kind.SERVICE;
      default -> SessionToken.Kind.USER;
    };
  }

  /// Whether this is the token before the good one, and its holder may never have heard of that:
  /// verify-hub itself ended before it could answer, or just after. A minute later it is too late.
  boolean mayHaveMissed(String refreshToken, String run, Instant now) {
    return replaced
        .filter(before -> before.refreshId.equals(refreshToken) && !before.run.equals(run))
        .filter(_ -> now.getEpochSecond() - refreshedAt <= MISSED_SECONDS)
        .isPresent();
  }

  Session refreshed(String newRefreshId, String run, Instant now, long newExpiry) {
    return with(
        proof,
        Optional.of(newRefreshId),
        refreshId.map(before -> new Replaced(before, run)),
        now.getEpochSecond(),
        newExpiry,
        ended);
  }

  Session ended(String why) {
    return with(proof, refreshId, replaced, refreshedAt, expiresAt, Optional.of(why));
  }

  Session provedBy(String other) {
    return with(other, refreshId, replaced, refreshedAt, expiresAt, ended);
  }

  private Session with(
      String newProof,
      Optional<String> newRefreshId,
      Optional<Replaced> newReplaced,
      long newRefreshedAt,
      long newExpiry,
      Optional<String> newEnded) {
    return new Session(
        id,
        principal,
        kind,
        appId,
        appInstanceId,
        appOwner,
        newProof,
        proofUntil,
        newRefreshId,
        newReplaced,
        createdAt,
        newRefreshedAt,
        newExpiry,
        login,
        newEnded,
        address);
  }
}
