package io.bucky.cli;

import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// Starts the node daemon so that it outlives this command.
final class NodeProcess {
  private NodeProcess() {}

  static Process start(ZoneLayout layout) {
    String home = System.getenv("BUCKY_HOME");
    if (home == null) {
      throw new Failure(
          ExitStatus.FAILED,
          "BUCKY_HOME is not set, so the node program cannot be found",
          "Start this command through the launcher ./bucky.");
    }
    try {
      Files.createDirectories(layout.logs());
      Files.createDirectories(
          layout.run(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path output = layout.logs().resolve("node.out");
      var builder = new ProcessBuilder(command(layout, Path.of(home)));
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.redirectOutput(ProcessBuilder.Redirect.to(output.toFile()));
      builder.redirectErrorStream(true);
      builder.directory(layout.root().toFile());
      builder.environment().put("MALLOC_ARENA_MAX", "1");
      builder.environment().put("LC_ALL", "C.UTF-8"); // for file names that are not ASCII
      return builder.start();
    } catch (IOException e) {
      throw new Failure(
          ExitStatus.FAILED,
          "the node could not be started: " + e.getMessage(),
          "Check that " + layout.root() + " can be written and that the disk is not full.");
    }
  }

  /// Ends what a killed daemon left running; does nothing where none ever ran.
  static void sweep(ZoneLayout layout) throws InterruptedException {
    String home = System.getenv("BUCKY_HOME");
    if (home == null || !Files.isDirectory(layout.run())) {
      return;
    }
    var words = new ArrayList<>(command(layout, Path.of(home)));
    words.add("--sweep");
    try {
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.waitFor();
    } catch (IOException e) {
      throw new Failure(
          ExitStatus.FAILED, "the node program could not be started: " + e.getMessage(), "");
    }
  }

  private static List<String> command(ZoneLayout layout, Path home) {
    var words = new ArrayList<String>();
    Path setsid = Path.of("/usr/bin/setsid");
    if (Files.isExecutable(setsid)) {
      words.add(setsid.toString()); // a session of its own: Ctrl-C at this command is not for it
    }
    String java = System.getenv("BUCKY_JAVA");
    words.add(
        java == null ? Path.of(System.getProperty("java.home"), "bin/java").toString() : java);
    words.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseCompactObjectHeaders",
            "-XX:ReservedCodeCacheSize=24m",
            "-XX:-UsePerfData",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:ArchiveRelocationMode=0",
            "-XX:TrimNativeHeapInterval=3000",
            "-XX:AsyncDeflationInterval=2000",
            "-XX:MinHeapFreeRatio=5",
            "-XX:MaxHeapFreeRatio=15",
            "-Xms6m",
            "-Xmn3m",
            "-Xmx40m",
            "-Xss512k",
            "--enable-native-access=ALL-UNNAMED",
            "-Dbucky.log=" + layout.log("node")));
    Path cache = home.resolve("aot/node.aot");
    String training = System.getenv("BUCKY_AOT_TRAINING");
    if (training != null) {
      words.add("-XX:AOTCacheOutput=" + Path.of(training, "node.aot"));
    } else if (Files.exists(cache)) {
      words.add("-XX:AOTCache=" + cache);
    }
    words.addAll(List.of("-cp", home.resolve("lib") + "/*", "io.bucky.node.NodeMain"));
    words.addAll(List.of("--root", layout.root().toString()));
    return words;
  }
}
