package io.bucky.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bucky.base.Parsed;
import io.bucky.containers.compose.AppPackage;
import io.bucky.containers.compose.ComposeParser;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// A compose file from a catalogue.
class ComposeFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void neverThrows(byte[] bytes) {
    switch (AppPackage.of(new TreeMap<>(Map.of("docker-compose.yml", bytes)))) {
      case Parsed.Ok<AppPackage>(var files) ->
          Objects.requireNonNull(ComposeParser.parse(files, ComposeParser.Options.none()));
      case Parsed.Malformed<AppPackage> _ -> {}
    }
  }
}
