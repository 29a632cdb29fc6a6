package io.bucky.api;

import io.bucky.krpc.Method;
import io.bucky.krpc.None;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// `/kapi/verify-hub`: who somebody is, and the tokens that say so.
///
/// All methods but [#ROTATE_KEY] and [#LOGIN_BY_SESSION] are public: the proof is in the
/// parameters. Missing members are answered by name, so every member is optional here.
public final class VerifyHubApi {
  public static final String SERVICE = "verify-hub";

  public static final Method<LoginByPassword, Login> LOGIN_BY_PASSWORD =
      Method.open(
          SERVICE,
          "login_by_password",
          LoginByPassword.class,
          Login.class,
          "Opens a session for a user who proves the password.");

  public static final Method<LoginByJwt, TokenPair> LOGIN_BY_JWT =
      Method.open(
          SERVICE,
          "login_by_jwt",
          LoginByJwt.class,
          TokenPair.class,
          "Opens a session for the holder of a key that the zone knows.");

  public static final Method<LoginBySession, Login> LOGIN_BY_SESSION =
      Method.of(
          SERVICE,
          "login_by_session",
          LoginBySession.class,
          Login.class,
          "Opens a session at an app for a user who has one at the control panel, which alone may"
              + " ask.");

  public static final Method<RefreshToken, TokenPair> REFRESH_TOKEN =
      Method.open(
          SERVICE,
          "refresh_token",
          RefreshToken.class,
          TokenPair.class,
          "Gives a new pair for a refresh token, which works once.");

  public static final Method<RefreshToken, Boolean> LOGOUT =
      Method.open(SERVICE, "logout", RefreshToken.class, Boolean.class, "Ends a session.");

  public static final Method<VerifyToken, Boolean> VERIFY_TOKEN =
      Method.open(
          SERVICE,
          "verify_token",
          VerifyToken.class,
          Boolean.class,
          "Answers true for a session token that this service gave and that is still good.");

  public static final Method<SudoByPassword, SudoToken> SUDO_BY_PASSWORD =
      Method.open(
          SERVICE,
          "sudo_by_password",
          SudoByPassword.class,
          SudoToken.class,
          "Gives a token of three minutes for what needs the password again.");

  /// The first generation's one method for both logins.
  public static final Method<JsonNode, JsonNode> LOGIN =
      Method.open(
          SERVICE,
          "login",
          JsonNode.class,
          JsonNode.class,
          "Logs in by password or by JWT, as the parameter `type` says.");

  public static final Method<None, RotatedKey> ROTATE_KEY =
      Method.of(
          SERVICE,
          "rotate_key",
          None.class,
          RotatedKey.class,
          "Signs with a new key from now on; tokens of the old one stay good until they end."
              + " Admins with a sudo token, the owner, and the zone's own machines.");

  private VerifyHubApi() {}

  /// @param type `password`, required literally
  /// @param password `base64(sha256(stored + decimal(nonce)))`
  /// @param loginNonce milliseconds; absent: the request's sequence number
  /// @param clientAddress for whom a service of this machine asks; believed from its token only
  public record LoginByPassword(
      Optional<String> type,
      Optional<String> username,
      Optional<String> password,
      Optional<String> appid,
      Optional<Long> loginNonce,
      Optional<String> appInstanceId,
      Optional<String> sourceUrl,
      Optional<String> clientAddress) {
    public LoginByPassword {
      type = type == null ? Optional.empty() : type;
      username = username == null ? Optional.empty() : username;
      password = password == null ? Optional.empty() : password;
      appid = appid == null ? Optional.empty() : appid;
      loginNonce = loginNonce == null ? Optional.empty() : loginNonce;
      appInstanceId = appInstanceId == null ? Optional.empty() : appInstanceId;
      sourceUrl = sourceUrl == null ? Optional.empty() : sourceUrl;
      clientAddress = clientAddress == null ? Optional.empty() : clientAddress;
    }

    /// A client that asks for itself.
    public static LoginByPassword direct(
        String username, String password, String appid, long loginNonce) {
      return new LoginByPassword(
          Optional.of("password"),
          Optional.of(username),
          Optional.of(password),
          Optional.of(appid),
          Optional.of(loginNonce),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    @Override
    public String toString() {
      return "LoginByPassword[" + username + ", " + appid + "]";
    }
  }

  /// @param type `jwt` or absent
  public record LoginByJwt(
      Optional<String> type, Optional<String> jwt, Optional<String> appInstanceId) {
    public LoginByJwt {
      type = type == null ? Optional.empty() : type;
      jwt = jwt == null ? Optional.empty() : jwt;
      appInstanceId = appInstanceId == null ? Optional.empty() : appInstanceId;
    }

    @Override
    public String toString() {
      return "LoginByJwt[...]";
    }
  }

  /// @param sessionToken the user's, for the app `control-panel`
  /// @param appid the app to open
  /// @param appInstanceId `<app>@<owner>`: which one of several installations
  /// @param clientAddress for whom the control panel asks
  public record LoginBySession(
      String sessionToken,
      String appid,
      Optional<String> appInstanceId,
      Optional<String> clientAddress) {
    public LoginBySession {
      sessionToken = sessionToken == null ? "" : sessionToken;
      appid = appid == null ? "" : appid;
      appInstanceId = appInstanceId == null ? Optional.empty() : appInstanceId;
      clientAddress = clientAddress == null ? Optional.empty() : clientAddress;
    }

    @Override
    public String toString() {
      return "LoginBySession[" + appid + "]";
    }
  }

  public record RefreshToken(Optional<String> refreshToken) {
    public RefreshToken {
      refreshToken = refreshToken == null ? Optional.empty() : refreshToken;
    }

    @Override
    public String toString() {
      return "RefreshToken[...]";
    }
  }

  /// @param appid must equal the token's when present
  public record VerifyToken(
      Optional<String> sessionToken, Optional<String> appid, Optional<String> appInstanceId) {
    public VerifyToken {
      sessionToken = sessionToken == null ? Optional.empty() : sessionToken;
      appid = appid == null ? Optional.empty() : appid;
      appInstanceId = appInstanceId == null ? Optional.empty() : appInstanceId;
    }

    @Override
    public String toString() {
      return "VerifyToken[" + appid + "]";
    }
  }

  /// @param aud narrows the token to one purpose
  /// @param clientAddress for whom a service of this machine asks; believed from its token only
  public record SudoByPassword(
      Optional<String> username,
      Optional<String> password,
      Optional<String> appid,
      Optional<Long> loginNonce,
      Optional<String> appInstanceId,
      Optional<String> aud,
      Optional<String> clientAddress) {
    public SudoByPassword {
      username = username == null ? Optional.empty() : username;
      password = password == null ? Optional.empty() : password;
      appid = appid == null ? Optional.empty() : appid;
      loginNonce = loginNonce == null ? Optional.empty() : loginNonce;
      appInstanceId = appInstanceId == null ? Optional.empty() : appInstanceId;
      aud = aud == null ? Optional.empty() : aud;
      clientAddress = clientAddress == null ? Optional.empty() : clientAddress;
    }

    @Override
    public String toString() {
      return "SudoByPassword[" + username + ", " + appid + "]";
    }
  }

  public record Login(UserInfo userInfo, String sessionToken, String refreshToken) {
    @Override
    public String toString() {
      return "Login[" + userInfo.userId() + "]";
    }
  }

  public record UserInfo(String showName, String userId, String userType, String state) {}

  public record TokenPair(String sessionToken, String refreshToken) {
    @Override
    public String toString() {
      return "TokenPair[...]";
    }
  }

  public record SudoToken(String sessionToken) {
    @Override
    public String toString() {
      return "SudoToken[...]";
    }
  }

  /// @param publicKey JWK of the new key
  /// @param previousUntil unix seconds until which the old one is believed
  public record RotatedKey(JsonNode publicKey, long previousUntil) {}
}
