package io.bucky.identity;

/// Decides whether a compact JWT is a token that this program trusts.
public interface TokenVerifier {
  Verdict verify(String jwt);

  /// Whether verify-hub gave this refresh token for `appId` and its time is not over. Whether its
  /// session is still open, verify-hub alone knows.
  default boolean mayRenew(String jwt, String appId) {
    return false;
  }

  /// The outcome of one verification.
  sealed interface Verdict {
    /// @param token signed by a trusted key and not expired
    record Valid(SessionToken token) implements Verdict {}

    /// @param why for the caller; begins in lower case
    record Invalid(String why) implements Verdict {}

    /// The signature is right, the time is over (60 s leeway).
    record Expired(String why) implements Verdict {}
  }
}
