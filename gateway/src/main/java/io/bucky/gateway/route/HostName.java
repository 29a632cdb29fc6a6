package io.bucky.gateway.route;

import io.bucky.zone.ZoneHost;
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

  /// @see ZoneHost#label
  public String labelIn(String zoneHost) {
    return ZoneHost.label(name, zoneHost);
  }
}
