package io.bucky.node.programs;

import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The words that start a program: the one place where the flags of our JVMs stand.
///
/// @param home the distribution (`lib/`, `web/`, `aot/`); empty: the class path of this process, as
///   in tests
/// @param java the JVM's binary
/// @param training where the programs write their AOT caches as they end; empty but when these are
///   made
public record CommandLine(
    ZoneLayout layout, Optional<Path> home, String java, Optional<Path> training) {
  /// One arena instead of eight per core keeps the C heap small. The JVM takes the encoding of file
  /// names from the locale; under another one names that are not ASCII cannot be opened.
  public static final Map<String, String> ENVIRONMENT =
      Map.of("MALLOC_ARENA_MAX", "1", "LC_ALL", "C.UTF-8");

  private static final List<String> COMMON =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-Xss512k",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=25",
          "-XX:-UsePerfData",
          // an archive at its own address needs no patching: its pages stay clean
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:ArchiveRelocationMode=0",
          "-XX:TrimNativeHeapInterval=3000",
          "-XX:AsyncDeflationInterval=2000",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:ReservedCodeCacheSize=48m",
          // Netty's buffers and native transport
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");

  /// From `BUCKY_HOME`, `BUCKY_JAVA` and `BUCKY_AOT_TRAINING`.
  public static CommandLine fromEnvironment(ZoneLayout layout, Map<String, String> environment) {
    return new CommandLine(
        layout,
        Optional.ofNullable(environment.get("BUCKY_HOME")).map(Path::of),
        Optional.ofNullable(environment.get("BUCKY_JAVA"))
            .orElseGet(() -> Path.of(System.getProperty("java.home"), "bin", "java").toString()),
        Optional.ofNullable(environment.get("BUCKY_AOT_TRAINING")).map(Path::of));
  }

  /// How long a program may take to end by itself: to drain its connections, or to write its AOT
  /// cache.
  public Duration stopGrace() {
    return training.isPresent() ? Duration.ofMinutes(1) : Duration.ofSeconds(10);
  }

  public List<String> words(Program program) throws IOException {
    var words = new ArrayList<String>();
    words.add(java);
    words.addAll(COMMON);
    words.add("-Xms8m");
    words.add("-Xmx" + program.heapMib() + "m");
    words.addAll(program.flags());
    cacheFlag(program).ifPresent(words::add);
    words.add("-Dbucky.log=" + layout.log(program.name()));
    words.add("-cp");
    words.add(classPath());
    words.add(program.mainClass());
    words.add("--root");
    words.add(layout.root().toString());
    return words;
  }

  private Optional<String> cacheFlag(Program program) {
    String file = program.name() + ".aot";
    if (training.isPresent()) {
      return Optional.of("-XX:AOTCacheOutput=" + training.get().resolve(file));
    }
    return home.map(path -> path.resolve("aot").resolve(file))
        .filter(Files::exists)
        .map(cache -> "-XX:AOTCache=" + cache);
  }

  /// Does this command line belong to `program` of this data folder?
  boolean matches(Program program, List<String> words) {
    int main = words.indexOf(program.mainClass());
    return main > 0
        && main + 2 < words.size()
        && words.get(main + 1).equals("--root")
        && words.get(main + 2).equals(layout.root().toString());
  }

  /// Every jar by name and in order: an AOT cache is only good for the class path that it was made
  /// with.
  private String classPath() throws IOException {
    if (home.isEmpty()) {
      return System.getProperty("java.class.path");
    }
    var jars = new ArrayList<String>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(home.get().resolve("lib"), "*.jar")) {
      found.forEach(jar -> jars.add(jar.toString()));
    }
    jars.sort(null);
    return String.join(":", jars);
  }
}
