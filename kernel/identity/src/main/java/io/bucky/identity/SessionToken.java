package io.bucky.identity;

import java.time.Instant;
import java.util.Optional;

/// The claims of a verified session token. One exists only where a signature was checked.
///
/// @param subject the acting principal: a user name or a device's short name (`sub`)
/// @param appId the app that the token is bound to (`appid`)
/// @param issuer who signed: `verify-hub`, a device, a user, or `root` (`iss`)
/// @param audience narrow audience; `verify-hub` marks a refresh token (`aud`)
/// @param expiresAt `exp`
/// @param id `jti`
/// @param session the login session
/// @param sudo the holder gave the password again within the last three minutes
/// @param kind who is behind it
/// @param appInstanceId `<app>@<owner>`: which installation of the app (`app_instance_id`)
public record SessionToken(
    String subject,
    String appId,
    String issuer,
    Optional<String> audience,
    Instant expiresAt,
    Optional<String> id,
    Optional<String> session,
    boolean sudo,
    Kind kind,
    Optional<String> appInstanceId) {

  /// Who is behind a token (`principal_kind`).
  public enum Kind {
    USER("user"),
    DEVICE("device"),
    SERVICE("service");

    private final String wire;

    Kind(String wire) {
      this.wire = wire;
    }

    public String wire() {
      return wire;
    }
  }
}
