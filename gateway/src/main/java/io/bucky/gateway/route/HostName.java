package io.bucky.gateway.route;

import java.util.Locale;

/// A Host header taken apart.
///
/// @param name lower case, without brackets, port and final dot
/// @param port with its colon as it came, or empty
public record HostName(String name, String port) {
  /// @param authority checked by the head parser; any text gives some answer
  public static HostName of(String authority) {
    String text = authority.strip().toLowerCase(Locale.ROOT);
    int colon = text.lastIndexOf(':');
    boolean hasPort = colon >= 0 && colon > text.lastIndexOf(']') && text.indexOf(':') == colon;
    hasPort |= text.startsWith("[") && colon > text.lastIndexOf(']');
    String port = hasPort ? text.substring(colon) : "";
    String name = hasPort ? text.substring(0, colon) : text;
    if (name.startsWith("[") && name.endsWith("]") && name.length() >= 2) {
      name = name.substring(1, name.length() - 1);
    }
    while (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    return new HostName(name, port.equals(":") ? "" : port);
  }

  /// This machine as it calls itself: a loopback name or address.
  public boolean isLoopback() {
    return name.equals("localhost") || name.equals("::1") || name.startsWith("127.");
  }

  /// The single label before `.zone` or `-zone`; empty text when the name is not of that form.
  public String labelIn(String zoneHost) {
    if (zoneHost.isEmpty()) {
      return "";
    }
    int rest = name.length() - zoneHost.length();
    if (rest < 2 || !name.endsWith(zoneHost)) {
      return "";
    }
    char separator = name.charAt(rest - 1);
    String label = name.substring(0, rest - 1);
    boolean single = label.indexOf('.') < 0 && isLabel(label);
    return single && (separator == '.' || separator == '-') ? label : "";
  }

  private static boolean isLabel(String text) {
    return text.chars()
        .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_');
  }
}
