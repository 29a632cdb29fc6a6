package io.bucky.config;

/// The size that text has on disk.
public final class Utf8 {
  private Utf8() {}

  /// The bytes of `text` in UTF-8, or -1 if half of a surrogate pair stands alone in it: such text
  /// would come back changed.
  public static int bytes(String text) {
    int length = text.length();
    int bytes = length;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        continue;
      }
      if (c < 0x800) {
        bytes++;
      } else if (!Character.isSurrogate(c)) {
        bytes += 2;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        bytes += 2; // four bytes for two chars
        i++;
      } else {
        return -1;
      }
    }
    return bytes;
  }
}
