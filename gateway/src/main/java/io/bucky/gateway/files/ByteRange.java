package io.bucky.gateway.files;

/// A Range header (RFC 9110, section 14) applied to a length. Pure; never throws.
public sealed interface ByteRange {
  /// No range, several, or one in another unit: the whole is sent.
  record Whole() implements ByteRange {}

  /// @param from first byte
  /// @param length at least 1
  record Part(long from, long length) implements ByteRange {}

  /// Well-formed, and nothing of the file lies in it.
  record Outside() implements ByteRange {}

  static ByteRange of(String header, long length) {
    if (!header.startsWith("bytes=") || header.indexOf(',') >= 0) {
      return new Whole();
    }
    String range = header.substring("bytes=".length()).strip();
    int dash = range.indexOf('-');
    if (dash < 0) {
      return new Whole();
    }
    long first = number(range.substring(0, dash));
    long last = number(range.substring(dash + 1));
    if (dash == 0) {
      return suffix(last, length);
    }
    boolean open = dash == range.length() - 1;
    if (first < 0 || (!open && last < first)) {
      return new Whole();
    }
    if (first >= length) {
      return new Outside();
    }
    long end = open ? length - 1 : Math.min(last, length - 1);
    return new Part(first, end - first + 1);
  }

  private static ByteRange suffix(long count, long length) {
    if (count < 0) {
      return new Whole();
    }
    if (count == 0 || length == 0) {
      return new Outside();
    }
    long taken = Math.min(count, length);
    return new Part(length - taken, taken);
  }

  private static long number(String digits) {
    if (digits.isEmpty()
        || digits.length() > 18
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    return Long.parseLong(digits);
  }
}
