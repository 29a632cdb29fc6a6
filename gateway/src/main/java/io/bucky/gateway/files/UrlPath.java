package io.bucky.gateway.files;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Turns the path of a URL into a path below a root. Pure; never throws.
public final class UrlPath {
  private UrlPath() {}

  /// The path without its first slash, decoded; empty when it is malformed or would climb out: a
  /// segment `..` or `.`, an encoded slash, a backslash, a control character, a hidden name.
  public static Optional<String> relative(String path) {
    if (!path.startsWith("/")) {
      return Optional.empty();
    }
    Optional<String> decoded = decoded(path.substring(1));
    return decoded.filter(UrlPath::staysInside);
  }

  private static boolean staysInside(String text) {
    if (text.isEmpty()) {
      return true;
    }
    String whole = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    for (String segment : whole.split("/", -1)) {
      if (segment.isEmpty() || segment.startsWith(".")) {
        return false;
      }
    }
    return text.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '\\');
  }

  private static Optional<String> decoded(String text) {
    if (text.indexOf('%') < 0) {
      return Optional.of(text);
    }
    ByteBuffer out = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0x7f) {
        return Optional.empty();
      }
      if (c != '%') {
        out.put((byte) c);
        continue;
      }
      boolean whole = i + 2 < text.length();
      int high = whole ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = whole ? Character.digit(text.charAt(i + 2), 16) : -1;
      int value = high * 16 + low;
      if (high < 0 || low < 0 || value == '/') {
        return Optional.empty();
      }
      out.put((byte) value);
      i += 2;
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
