package io.bucky.gateway.http;

/// Character classes of HTTP, by byte.
final class Bytes {
  private static final boolean[] TOKEN = new boolean[128];
  private static final int AUTHORITY_BYTES_MAX = 262; // a name of 255, a colon, a port

  static {
    for (int c = 0; c < 128; c++) {
      TOKEN[c] =
          (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
  }

  private Bytes() {}

  /// `tchar` of RFC 9110, section 5.6.2.
  static boolean isToken(byte b) {
    return b >= 0 && TOKEN[b];
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /// A host name or an address in brackets, with or without a port.
  static boolean isAuthority(byte[] b, int from, int to) {
    if (from == to || to - from > AUTHORITY_BYTES_MAX) {
      return false;
    }
    int at = from;
    if (b[at] == '[') {
      at++;
      while (at < to && b[at] != ']') {
        if (!isHex(b[at]) && b[at] != ':' && b[at] != '.') {
          return false;
        }
        at++;
      }
      if (at == to || at == from + 1) {
        return false;
      }
      at++;
    } else {
      while (at < to && isNameByte(b[at])) {
        at++;
      }
      if (at == from) {
        return false;
      }
    }
    if (at == to) {
      return true;
    }
    int digits = to - at - 1;
    if (b[at] != ':' || digits > 5) {
      return false;
    }
    for (int i = at + 1; i < to; i++) {
      if (!isDigit(b[i])) {
        return false;
      }
    }
    return true;
  }

  /// Whether two stretches of token characters are the same word, whatever their case.
  static boolean areAlike(byte[] b, int from, int to, int otherFrom, int otherTo) {
    if (to - from != otherTo - otherFrom) {
      return false;
    }
    for (int i = 0; i < to - from; i++) {
      if (lower(b[from + i]) != lower(b[otherFrom + i])) {
        return false;
      }
    }
    return true;
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
  }

  static int hexValue(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private static boolean isHex(byte b) {
    return hexValue(b) >= 0;
  }

  private static boolean isNameByte(byte b) {
    return isDigit(b)
        || (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || b == '-'
        || b == '.'
        || b == '_';
  }
}
