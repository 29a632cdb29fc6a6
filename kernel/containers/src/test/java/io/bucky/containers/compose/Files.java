package io.bucky.containers.compose;

import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/// Packages for tests.
public final class Files {
  private Files() {}

  /// A package with this compose file alone.
  public static AppPackage compose(String yaml) {
    return of("docker-compose.yml", yaml);
  }

  /// @param pathsAndTexts path, text, path, text, ...
  public static AppPackage of(String... pathsAndTexts) {
    var files = new TreeMap<String, byte[]>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      files.put(pathsAndTexts[i], pathsAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    return AppPackage.of(files).orThrow();
  }

  public static ComposeReading read(String yaml) {
    return ComposeParser.parse(compose(yaml), ComposeParser.Options.none());
  }

  public static ComposeApp app(String yaml) {
    ComposeReading reading = read(yaml);
    return reading.app().orElseThrow(() -> new AssertionError("not read: " + reading.problems()));
  }
}
