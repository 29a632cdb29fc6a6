package io.bucky.containers.compose;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads a package's compose file.
public final class ComposeParser {
  private ComposeParser() {}

  /// Reads the compose file of `files`; never throws, whatever the bytes are.
  public static ComposeReading parse(AppPackage files, Options options) {
    return new ComposeReading(Optional.empty(), List.of(), List.of(), List.of(), List.of());
  }

  /// @param name of the app; absent: the file's own, else its main component's
  /// @param env what the person filled in; stronger than `.env`
  /// @param main what the person chose to open
  public record Options(
      Optional<String> name, SortedMap<String, String> env, Optional<ComposeApp.Main> main) {
    public Options {
      env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
    }

    public static Options none() {
      return new Options(Optional.empty(), new TreeMap<>(), Optional.empty());
    }
  }
}
