package io.bucky.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.bucky.base.Parsed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/// One normalised key of the tree: `users/alice/settings`.
///
/// @param text segments joined by `/`; no empty one, no `.` and no `..`; at most 512 bytes of UTF-8
public record ConfigKey(String text) implements Comparable<ConfigKey> {
  public static final int BYTES_MAX = 512;
  private static final String RESERVED = "__meta";

  /// @throws IllegalArgumentException if the text is not normalised: a bug in the caller
  public ConfigKey {
    switch (normalise(text)) {
      case Parsed.Ok<String>(var normal) when normal.equals(text) -> {}
      case Parsed.Ok<String>(var normal) ->
          throw new IllegalArgumentException("key '" + text + "' is not '" + normal + "'");
      case Parsed.Malformed<String>(var why) -> throw new IllegalArgumentException(why);
    }
  }

  /// A key that this program wrote.
  public static ConfigKey of(String text) {
    return new ConfigKey(text);
  }

  /// Reads any spelling that clients use: `a/b`, `/a/b`, `/config/a/b`, `obj://config/a/b`.
  public static Parsed<ConfigKey> parse(String text) {
    return normalise(text).map(ConfigKey::new);
  }

  @JsonCreator
  static ConfigKey fromJson(String text) {
    return parse(text).orThrow();
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
    if (key.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
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
