package io.bucky.config.embedded;

import io.bucky.config.Entry;
import org.jspecify.annotations.Nullable;

/// What the tree keeps for one key, also after its removal: the counter must go on. See
/// [TreeState#fold] for how long.
///
/// @param value null when the key is removed
/// @param version writes and removals so far
record Slot(@Nullable String value, long version) {
  boolean live() {
    return value != null;
  }

  /// @throws IllegalStateException if the key is removed
  Entry entry() {
    String present = value;
    if (present == null) {
      throw new IllegalStateException("a removed key has no entry");
    }
    return new Entry(present, version);
  }
}
