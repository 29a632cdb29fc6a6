package io.bucky.api.panel;

import io.bucky.krpc.Method;
import java.util.Optional;

/// Web login: by password, by the session at the panel, and for an app in a popup.
public final class AuthApi {
  public static final Method<LoginRequest, LoginResult> LOGIN =
      Method.open(
          ControlPanel.SERVICE,
          "auth.login",
          LoginRequest.class,
          LoginResult.class,
          "Logs a user in by password proof; with a redirect_url also starts a web login.");

  public static final Method<RefreshRequest, TokenPair> REFRESH =
      Method.open(
          ControlPanel.SERVICE,
          "auth.refresh",
          RefreshRequest.class,
          TokenPair.class,
          "Trades a refresh token for a new pair.");

  public static final Method<VerifyRequest, Boolean> VERIFY =
      Method.open(
          ControlPanel.SERVICE,
          "auth.verify",
          VerifyRequest.class,
          Boolean.class,
          "Whether a session token is good.");

  public static final Method<LogoutRequest, Boolean> LOGOUT =
      Method.open(
          ControlPanel.SERVICE,
          "auth.logout",
          LogoutRequest.class,
          Boolean.class,
          "Ends the session of a refresh token.");

  public static final Method<OpenAppRequest, OpenedApp> OPEN_APP =
      Method.of(
          ControlPanel.SERVICE,
          "auth.open_app",
          OpenAppRequest.class,
          OpenedApp.class,
          "Logs the caller, who is logged in at the panel, in at one of the zone's hosts.");

  public static final Method<SsoTokenRequest, SsoToken> ISSUE_SSO_TOKEN =
      Method.open(
          ControlPanel.SERVICE,
          "auth.issue_sso_token",
          SsoTokenRequest.class,
          SsoToken.class,
          "Logs a user in for an app that opened the login page as a popup; without a password by"
              + " the caller's session at the panel.");

  private AuthApi() {}

  /// @param password proof: base64(sha256(stored + nonce))
  public record LoginRequest(
      String username,
      String password,
      Optional<String> appid,
      Optional<Long> loginNonce,
      Optional<String> redirectUrl) {
    public LoginRequest {
      username = username == null ? "" : username;
      password = password == null ? "" : password;
      appid = appid == null ? Optional.empty() : appid;
      loginNonce = loginNonce == null ? Optional.empty() : loginNonce;
      redirectUrl = redirectUrl == null ? Optional.empty() : redirectUrl;
    }
  }

  /// @param ssoNonce for `/sso_callback`, single use within 60 s; 0 without a redirect_url
  public record LoginResult(
      UserInfo userInfo, String sessionToken, String refreshToken, long ssoNonce) {}

  public record UserInfo(String showName, String userId, String userType, String state) {}

  public record RefreshRequest(String refreshToken) {
    public RefreshRequest {
      refreshToken = refreshToken == null ? "" : refreshToken;
    }
  }

  public record TokenPair(String sessionToken, String refreshToken) {}

  public record VerifyRequest(String sessionToken) {
    public VerifyRequest {
      sessionToken = sessionToken == null ? "" : sessionToken;
    }
  }

  public record LogoutRequest(String refreshToken) {
    public LogoutRequest {
      refreshToken = refreshToken == null ? "" : refreshToken;
    }
  }

  /// @param clientId the app that is meant; absent: the one that answers at `redirectUrl`
  /// @param redirectUrl where the browser is to end; must be inside the zone
  public record OpenAppRequest(Optional<String> clientId, String redirectUrl) {
    public OpenAppRequest {
      clientId = clientId == null ? Optional.empty() : clientId;
      redirectUrl = redirectUrl == null ? "" : redirectUrl;
    }
  }

  /// @param appId the app that answers at the redirect
  /// @param ssoNonce for `/sso_callback` of that host, single use within 60 s
  public record OpenedApp(String appId, long ssoNonce) {}

  /// @param password empty: the caller's session at the panel is the proof
  /// @param redirectUri the page that opened the popup; must be inside the zone
  public record SsoTokenRequest(
      String username,
      String password,
      Optional<Long> loginNonce,
      String clientId,
      String redirectUri) {
    public SsoTokenRequest {
      username = username == null ? "" : username;
      password = password == null ? "" : password;
      loginNonce = loginNonce == null ? Optional.empty() : loginNonce;
      clientId = clientId == null ? "" : clientId;
      redirectUri = redirectUri == null ? "" : redirectUri;
    }
  }

  /// What the popup posts to its opener.
  ///
  /// @param token text of JSON: user_name, user_id, user_type, session_token, refresh_token
  /// @param origin the only origin to post it to
  public record SsoToken(String token, String origin) {}
}
