package io.bucky.krpc.http;

import io.bucky.base.Parsed;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// The target of a request in origin or absolute form (RFC 9112, section 3.2).
///
/// @param spelled the path as it came
/// @param path decoded; never with a segment `.` or `..`, an empty segment but the last, an encoded
///   slash or a control character
/// @param query as it came, without `?`; empty when there is none
record RequestTarget(String spelled, String path, String query) {
  private static final String SCHEME = "://";

  /// Never throws.
  static Parsed<RequestTarget> parse(String text) {
    String target = text;
    if (!target.startsWith("/")) {
      int scheme = target.indexOf(SCHEME);
      int slash = scheme < 1 ? -1 : target.indexOf('/', scheme + SCHEME.length());
      if (slash < 0) {
        return Parsed.malformed("the request target has no path");
      }
      target = target.substring(slash);
    }
    int question = target.indexOf('?');
    String spelled = question < 0 ? target : target.substring(0, question);
    String query = question < 0 ? "" : target.substring(question + 1);
    return decode(spelled)
        .flatMap(path ->
            isCanonical(path)
                ? Parsed.ok(new RequestTarget(spelled, path, query))
                : Parsed.malformed("the path has dot segments, empty ones or control characters"));
  }

  private static boolean isCanonical(String path) {
    int start = 1;
    for (int i = 1; i <= path.length(); i++) {
      if (i < path.length() && path.charAt(i) != '/') {
        char c = path.charAt(i);
        if (c < ' ' || c == 0x7f || c == '\\') {
          return false;
        }
        continue;
      }
      int length = i - start;
      boolean dots =
          (length == 1 && path.charAt(start) == '.')
              || (length == 2 && path.charAt(start) == '.' && path.charAt(start + 1) == '.');
      if (dots || (length == 0 && i < path.length())) {
        return false;
      }
      start = i + 1;
    }
    return true;
  }

  private static Parsed<String> decode(String spelled) {
    if (spelled.indexOf('%') < 0) {
      return Parsed.ok(spelled);
    }
    var bytes = ByteBuffer.allocate(spelled.length());
    for (int i = 0; i < spelled.length(); i++) {
      char c = spelled.charAt(i);
      if (c > 0x7f) {
        return Parsed.malformed("the path is not ASCII");
      }
      if (c != '%') {
        bytes.put((byte) c);
        continue;
      }
      int value =
          i + 2 < spelled.length() ? octet(spelled.charAt(i + 1), spelled.charAt(i + 2)) : -1;
      if (value < 0 || value == '/') {
        return Parsed.malformed("the path has a wrong percent-encoding");
      }
      bytes.put((byte) value);
      i += 2;
    }
    try {
      return Parsed.ok(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
    } catch (CharacterCodingException e) {
      return Parsed.malformed("the path is not UTF-8");
    }
  }

  private static int octet(char high, char low) {
    int h = Character.digit(high, 16);
    int l = Character.digit(low, 16);
    return h < 0 || l < 0 ? -1 : h * 16 + l;
  }
}
