package io.bucky.naming;

import java.net.URI;

/// Fetches small documents over HTTPS.
@FunctionalInterface
public interface WebSource {
  int BYTES_MAX = 64 << 10;

  /// The text at `uri`: 404 is [Lookup.Missing], 410 is [Lookup.Gone], all else that is not 200 is
  /// [Lookup.Failed].
  Lookup<String> fetch(URI uri) throws InterruptedException;
}
