package io.bucky.gateway.proxy;

import java.util.ArrayList;
import java.util.List;

/// The cookies of the zone's web login. Pure.
public final class LoginCookies {
  public static final String SESSION = "buckyos_session_token";
  public static final String REFRESH = "buckyos_refresh_token";

  private LoginCookies() {}

  /// Every value that a Cookie header gives `name`; a browser may send several.
  public static List<String> values(String header, String name) {
    var found = new ArrayList<String>();
    for (String pair : header.split(";")) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
        found.add(pair.substring(equals + 1).strip());
      }
    }
    return found;
  }

  /// A Cookie header without the refresh token, which no app may see.
  static String withoutRefresh(String header) {
    var kept = new ArrayList<String>();
    for (String pair : header.split(";")) {
      if (!pair.strip().startsWith(REFRESH + "=") && !pair.isBlank()) {
        kept.add(pair.strip());
      }
    }
    return String.join("; ", kept);
  }

  /// Whether a Set-Cookie header sets one of them.
  static boolean isLogin(String setCookie) {
    String name = setCookie.substring(0, Math.max(0, setCookie.indexOf('='))).strip();
    return name.equals(SESSION) || name.equals(REFRESH);
  }
}
