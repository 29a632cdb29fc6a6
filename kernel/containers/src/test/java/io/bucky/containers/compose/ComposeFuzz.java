package io.bucky.containers.compose;

import java.util.Map;

/// Fuzz target: whatever a stranger sends as a package, reading it returns an answer.
public final class ComposeFuzz {
  private ComposeFuzz() {}

  /// Called by the fuzzer; a throw is a finding. Everything up to the first zero byte is the
  /// compose file, the rest is `.env`.
  public static void fuzzerTestOneInput(byte[] data) {
    int cut = 0;
    while (cut < data.length && data[cut] != 0) {
      cut++;
    }
    byte[] compose = java.util.Arrays.copyOfRange(data, 0, cut);
    byte[] env = java.util.Arrays.copyOfRange(data, Math.min(data.length, cut + 1), data.length);
    var files = AppPackage.of(Map.of("docker-compose.yml", compose, ".env", env)).orThrow();
    ComposeReading reading = ComposeParser.parse(files, ComposeParser.Options.none());
    if (reading.installable() && reading.app().isEmpty()) {
      throw new IllegalStateException("installable without an app");
    }
  }
}
