package io.bucky.node.activation;

import io.bucky.base.Parsed;
import io.bucky.identity.Did;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// How a zone is called: its host name and its DID.
///
/// @param host without a port, lower case: `home.localhost`, `cloud.example.org`
public record ZoneName(String host, Did did) {
  /// Browsers take every name below it to this machine (RFC 6761, section 6.3).
  private static final String LOCAL = ".localhost";

  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  /// Room for the labels of apps before it, within the 253 characters of a name.
  private static final int CHARS_MAX = 180;

  /// Reads what a person typed, or a client sent: a bare label (`home` becomes `home.localhost`), a
  /// domain, or a DID.
  ///
  /// @param bridges DID method to the host below which its names are found
  public static Parsed<ZoneName> parse(String text, Map<String, String> bridges) {
    String name = text.strip().toLowerCase(Locale.ROOT);
    if (!name.startsWith("did:")) {
      String host = name.contains(".") ? name : name + LOCAL;
      return checked(host).map(good -> new ZoneName(good, didOf(good, bridges)));
    }
    return Did.parse(name)
        .flatMap(did -> checked(hostOf(did, bridges)).map(host -> new ZoneName(host, did)));
  }

  private static String hostOf(Did did, Map<String, String> bridges) {
    if (did.method().equals("web")) {
      return did.id().split(":", 2)[0];
    }
    String bridge = bridges.get(did.method());
    return did.id() + "." + (bridge == null ? did.method() + ".did" : bridge);
  }

  private static Did didOf(String host, Map<String, String> bridges) {
    for (var bridge : bridges.entrySet()) {
      String suffix = "." + bridge.getValue();
      if (host.endsWith(suffix)) {
        return new Did(bridge.getKey(), host.substring(0, host.length() - suffix.length()));
      }
    }
    return new Did("web", host);
  }

  private static Parsed<String> checked(String host) {
    if (host.length() > CHARS_MAX) {
      return Parsed.malformed("a zone name has at most " + CHARS_MAX + " characters");
    }
    String[] labels = host.split("\\.", -1);
    for (String label : labels) {
      if (!LABEL.matcher(label).matches()) {
        return Parsed.malformed(
            "'"
                + host
                + "' is not a zone name: use a word like home, or a domain like example.org");
      }
    }
    boolean address = labels[labels.length - 1].chars().allMatch(Character::isDigit);
    if (labels.length < 2 || address) {
      return Parsed.malformed("'" + host + "' is not a zone name: an address cannot be one");
    }
    return Parsed.ok(host);
  }
}
