package io.bucky.krpc;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An origin as the web means it: whoever serves one can do there what any page of it can.
///
/// @param scheme `http` or `https`
/// @param host lower case, without its port
/// @param port stated, or the one that the scheme means
public record WebOrigin(String scheme, String host, int port) {
  private static final Pattern ADDRESS =
      Pattern.compile("(?i)(https?)://([a-z0-9._-]{1,253})(?::([0-9]{1,5}))?(?:[/?#].*)?");

  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int PORT_MAX = 65_535;

  /// Reads the beginning of an address from outside: no user information, no address literal in
  /// brackets, nothing but http and https.
  ///
  /// @return empty when it is not of that form
  public static Optional<WebOrigin> parse(String address) {
    Matcher parts = ADDRESS.matcher(address);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String scheme = parts.group(1).toLowerCase(Locale.ROOT);
    String stated = parts.group(3);
    int port = stated != null ? Integer.parseInt(stated) : scheme.equals("https") ? HTTPS : HTTP;
    return port < 1 || port > PORT_MAX
        ? Optional.empty()
        : Optional.of(new WebOrigin(scheme, parts.group(2).toLowerCase(Locale.ROOT), port));
  }

  /// What a gateway says of the request that it hands on.
  ///
  /// @param proto `X-Forwarded-Proto`; http when there is none
  /// @param host `X-Forwarded-Host` or `Host`
  public static Optional<WebOrigin> forwarded(Optional<String> proto, Optional<String> host) {
    return host.flatMap(name -> parse(first(proto.orElse("http")) + "://" + first(name)));
  }

  private static String first(String list) {
    return list.split(",", 2)[0].strip();
  }

  public boolean isTls() {
    return scheme.equals("https");
  }

  /// As browsers write it: without the port that the scheme means.
  @Override
  public String toString() {
    return scheme + "://" + host + (port == (isTls() ? HTTPS : HTTP) ? "" : ":" + port);
  }
}
