package io.bucky.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.bucky.base.Parsed;
import java.util.ArrayDeque;

/// One normalised key of the tree: `users/alice/settings`.
///
/// @param text segments joined by `/`; no empty one, no `.` and no `..`; at most 512 bytes of UTF-8
public record ConfigKey(String text) implements Comparable<ConfigKey> {
  public static final int BYTES_MAX = 512;
  private static final String RESERVED = "__meta";

  /// @throws IllegalArgumentException if the text is not normalised: a bug in the caller
  public ConfigKey {
    if (!isPlainlyNormal(text)) {
      switch (normalise(text)) {
        case Parsed.Ok<String>(var normal) when normal.equals(text) -> {}
        case Parsed.Ok<String>(var normal) ->
            throw new IllegalArgumentException("key '" + text + "' is not '" + normal + "'");
        case Parsed.Malformed<String>(var why) -> throw new IllegalArgumentException(why);
      }
    }
  }

  /// A key that this program wrote.
  public static ConfigKey of(String text) {
    return new ConfigKey(text);
  }

  /// Reads any spelling that clients use: `a/b`, `/a/b`, `/config/a/b`, `obj://config/a/b`.
  public static Parsed<ConfigKey> parse(String text) {
    return isPlainlyNormal(text)
        ? Parsed.ok(new ConfigKey(text))
        : normalise(text).map(ConfigKey::new);
  }

  @JsonCreator
  static ConfigKey fromJson(String text) {
    return parse(text).orThrow();
  }

  /// Says yes to most keys of the tree at one pass; a no only means that [#normalise] must look.
  private static boolean isPlainlyNormal(String text) {
    int length = text.length();
    if (length == 0 || length > BYTES_MAX || text.startsWith(RESERVED)) {
      return false;
    }
    char before = '/';
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean segmentStart = before == '/';
      if (c <= ' ' || c >= 0x7f || c == '\\' || (segmentStart && (c == '/' || c == '.'))) {
        return false;
      }
      before = c;
    }
    return before != '/';
  }

  private static Parsed<String> normalise(String text) {
    String rest = text;
    while (rest.startsWith("obj://config/")) {
      rest = rest.substring("obj://config/".length());
    }
    if (rest.startsWith("/config/")) {
      rest = rest.substring("/config/".length());
    }
    var segments = new ArrayDeque<String>();
    for (String segment : rest.replace('\\', '/').split("/")) {
      if (segment.equals("..")) {
        segments.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.addLast(segment);
      }
    }
    String key = String.join("/", segments);
    if (key.isEmpty()) {
      return Parsed.malformed("the key is empty");
    }
    if (key.equals(RESERVED) || key.startsWith(RESERVED + "/")) {
      return Parsed.malformed("internal metadata key is reserved");
    }
    int bytes = Utf8.bytes(key);
    if (bytes < 0) {
      return Parsed.malformed("the key is not well-formed Unicode");
    }
    if (bytes > BYTES_MAX) {
      return Parsed.malformed("the key is longer than " + BYTES_MAX + " bytes");
    }
    if (key.chars().anyMatch(Character::isISOControl)) {
      return Parsed.malformed("the key holds a control character");
    }
    return Parsed.ok(key);
  }

  @Override
  public int compareTo(ConfigKey other) {
    return text.compareTo(other.text);
  }

  @Override
  @JsonValue
  public String toString() {
    return text;
  }
}
