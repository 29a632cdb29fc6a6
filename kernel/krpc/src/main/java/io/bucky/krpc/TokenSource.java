package io.bucky.krpc;

import java.util.Optional;

/// Where a client takes its session token from, asked anew for every call so that a renewed token
/// is used at once. Any thread; must not block for long.
@FunctionalInterface
public interface TokenSource {
  Optional<String> token();

  /// For methods that are declared public.
  static TokenSource none() {
    return Optional::empty;
  }

  /// The same token always, for one call made on a caller's behalf.
  static TokenSource of(String token) {
    return () -> Optional.of(token);
  }
}
