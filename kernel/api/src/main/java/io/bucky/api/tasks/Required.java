package io.bucky.api.tasks;

import org.jspecify.annotations.Nullable;

/// Refuses a request that lacks what it cannot do without.
final class Required {
  private Required() {}

  /// @param name of the member, as on the wire
  static <T> T member(@Nullable T value, String name) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }
}
