package io.bucky.config;

import io.bucky.base.Parsed;

/// A part of the tree: the key `text` itself and everything below it; all of it when empty.
///
/// `services/a` holds `services/a` and `services/a/info`, not `services/ab`.
///
/// @param text empty, or a normalised key
public record KeyPrefix(String text) {
  public static final KeyPrefix ALL = new KeyPrefix("");

  /// @throws IllegalArgumentException if the text is not normalised: a bug in the caller
  public KeyPrefix {
    if (!text.isEmpty()) {
      var _ = new ConfigKey(text);
    }
  }

  /// Reads any spelling of a key, with or without a trailing slash; empty text is everything.
  public static Parsed<KeyPrefix> parse(String text) {
    String bare = text.replace('\\', '/');
    boolean everything =
        bare.isEmpty()
            || bare.equals("/")
            || bare.equals("/config/")
            || bare.equals("obj://config/");
    return everything
        ? Parsed.ok(ALL)
        : ConfigKey.parse(text).map(key -> new KeyPrefix(key.text()));
  }

  public boolean holds(ConfigKey key) {
    return holds(key.text());
  }

  public boolean holds(String key) {
    return text.isEmpty()
        || (key.startsWith(text)
            && (key.length() == text.length() || key.charAt(text.length()) == '/'));
  }
}
