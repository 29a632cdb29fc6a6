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
    long createdAt,
    long refreshedAt,
    long expiresAt,
    Optional<String> login,
    Optional<String> ended,
    String address) {
  static final String PREFIX = "security/verify-hub/sessions";
  static final String PANEL = "control-panel";

  Session {
    appOwner = appOwner == null ? Optional.empty() : appOwner;
    refreshId = refreshId == null ? Optional.empty() : refreshId;
    login = login == null ? Optional.empty() : login;
    ended = ended == null ? Optional.empty() : ended;
    address = address == null ? "" : address;
  }

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

  Session refreshed(String newRefreshId, Instant now, long newExpiry) {
    return new Session(
        id,
        principal,
        kind,
        appId,
        appInstanceId,
        appOwner,
        proof,
        proofUntil,
        Optional.of(newRefreshId),
        createdAt,
        now.getEpochSecond(),
        newExpiry,
        login,
        ended,
        address);
  }

  Session ended(String why) {
    return new Session(
        id,
        principal,
        kind,
        appId,
        appInstanceId,
        appOwner,
        proof,
        proofUntil,
        refreshId,
        createdAt,
        refreshedAt,
        expiresAt,
        login,
        Optional.of(why),
        address);
  }
}
