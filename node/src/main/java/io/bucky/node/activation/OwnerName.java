package io.bucky.node.activation;

import io.bucky.base.Parsed;
import io.bucky.identity.Did;
import io.bucky.zone.ReservedNames;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/// The short name of a zone's owner, who is its first user.
///
/// @param text a letter, then up to 30 letters, digits, `-` or `_`
public record OwnerName(String text) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,30}");

  private static final int SHA256_BYTES = 32;

  /// Reads what a person typed; upper case becomes lower.
  public static Parsed<OwnerName> parse(String text) {
    String name = text.strip().toLowerCase(Locale.ROOT);
    if (!NAME.matcher(name).matches()) {
      return Parsed.malformed(
          "'" + name + "' is not a user name: a letter, then letters, digits, '-' or '_'");
    }
    return ReservedNames.isReserved(name)
        ? Parsed.malformed(
            "the user name '" + name + "' means something else to the zone; choose another one")
        : Parsed.ok(new OwnerName(name));
  }

  /// By convention.
  public Did did() {
    return new Did("bns", text);
  }

  /// Checks the form of `base64(sha256(...))`.
  static Parsed<String> passwordHash(String text) {
    try {
      return Base64.getDecoder().decode(text).length == SHA256_BYTES
          ? Parsed.ok(text)
          : Parsed.malformed("password_hash is not a SHA-256 hash");
    } catch (IllegalArgumentException e) {
      return Parsed.malformed("password_hash is not base64");
    }
  }
}
