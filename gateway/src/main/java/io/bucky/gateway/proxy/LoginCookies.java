package io.bucky.gateway.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The cookies of the zone's web login. Pure.
public final class LoginCookies {
  public static final String SESSION = "buckyos_session_token";
  public static final String REFRESH = "buckyos_refresh_token";

  /// The person logged out here: the login page asks before it goes on by itself.
  public static final String LEFT = "buckyos_logged_out";

  private LoginCookies() {}

  /// Every value that a Cookie header gives `name`; a browser may send several.
  public static List<String> values(String header, String name) {
    var found = new ArrayList<String>();
    for (String pair : header.split(";")) {
      if (names(pair, name)) {
        found.add(pair.substring(pair.indexOf('=') + 1).strip());
      }
    }
    return found;
  }

  /// A Cookie header as an app may see it: without the refresh token, and with the session that was
  /// just renewed in place of the old one.
  public static String forApp(String header, Optional<String> renewed) {
    var kept = new ArrayList<String>();
    for (String pair : header.split(";")) {
      boolean gone = names(pair, REFRESH) || (renewed.isPresent() && names(pair, SESSION));
      if (!gone && !pair.isBlank()) {
        kept.add(pair.strip());
      }
    }
    return String.join("; ", kept);
  }

  private static boolean names(String pair, String name) {
    int equals = pair.indexOf('=');
    return equals > 0 && pair.substring(0, equals).strip().equals(name);
  }

  /// Whether a Set-Cookie header sets one of them. A browser keeps `=a=b` as a cookie without a
  /// name, and sends it as `a=b`.
  public static boolean isLogin(String setCookie) {
    int end = setCookie.indexOf(';');
    String pair = (end < 0 ? setCookie : setCookie.substring(0, end)).strip();
    while (pair.startsWith("=")) {
      pair = pair.substring(1).strip();
    }
    return names(pair, SESSION) || names(pair, REFRESH);
  }
}
