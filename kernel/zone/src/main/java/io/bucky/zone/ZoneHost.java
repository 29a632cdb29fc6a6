package io.bucky.zone;

/// The host names of a zone: its own, and one label before it, joined by `.`, or by `-` where a
/// certificate for everything below the zone is not to be had. Pure.
public final class ZoneHost {
  /// The label of the zone's own host in tables of labels.
  public static final String OWN = "_";

  /// The panel's other host.
  public static final String SYS = "sys";

  private ZoneHost() {}

  /// The single label of `<label>.<zone>` or `<label>-<zone>`.
  ///
  /// @param host lower case, without port
  /// @return empty text when the host is not of that form
  public static String label(String host, String zoneHost) {
    if (zoneHost.isEmpty()) {
      return "";
    }
    int rest = host.length() - zoneHost.length();
    if (rest < 2 || !host.endsWith(zoneHost)) {
      return "";
    }
    char separator = host.charAt(rest - 1);
    String label = host.substring(0, rest - 1);
    return (separator == '.' || separator == '-') && isLabel(label) ? label : "";
  }

  /// Whether the label stands before a dash: nothing below the zone has a certificate then.
  public static boolean isDashed(String host, String zoneHost) {
    return !label(host, zoneHost).isEmpty() && host.endsWith("-" + zoneHost);
  }

  private static boolean isLabel(String text) {
    return text.chars()
        .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_');
  }
}
