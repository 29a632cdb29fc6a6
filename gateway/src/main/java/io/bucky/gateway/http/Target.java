package io.bucky.gateway.http;

import static io.bucky.gateway.http.FieldKind.equalsIgnoringCase;

import java.nio.charset.StandardCharsets;

/// The rarer forms of a request target (RFC 9112, section 3.2).
final class Target {
  private static final byte[] HTTP = "http://".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HTTPS = "https://".getBytes(StandardCharsets.US_ASCII);

  private Target() {}

  /// Turns an absolute target into path and host; the target's host wins over the field. `*` stands
  /// for OPTIONS only; CONNECT is not offered.
  static ParseResult normalize(Head head) {
    int start = head.targetStart;
    int length = head.targetEnd - start;
    if (length == 1 && head.bytes[start] == '*' && head.isMethod("OPTIONS")) {
      return ParseResult.COMPLETE;
    }
    if (head.isMethod("CONNECT")) {
      return ParseResult.METHOD_UNKNOWN;
    }
    int authority = authorityStart(head, start, length);
    if (authority < 0) {
      return ParseResult.MALFORMED;
    }
    int slash = authority;
    while (slash < head.targetEnd && head.bytes[slash] != '/' && head.bytes[slash] != '?') {
      slash++;
    }
    if (!Bytes.isAuthority(head.bytes, authority, slash)) {
      return ParseResult.WRONG_HOST;
    }
    if (slash == head.targetEnd || head.bytes[slash] == '?') {
      return ParseResult.MALFORMED; // no path to give to anyone
    }
    head.hostStart = authority;
    head.hostEnd = slash;
    head.targetStart = slash;
    return ParseResult.COMPLETE;
  }

  private static int authorityStart(Head head, int start, int length) {
    if (length > HTTP.length && equalsIgnoringCase(head.bytes, start, HTTP, false)) {
      return start + HTTP.length;
    }
    if (length > HTTPS.length && equalsIgnoringCase(head.bytes, start, HTTPS, false)) {
      return start + HTTPS.length;
    }
    return -1;
  }
}
