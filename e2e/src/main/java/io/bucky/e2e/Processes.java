package io.bucky.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The processes of one zone, found in `/proc` by their command line; not through the product,
/// whose own account is what a test doubts.
public final class Processes {
  private Processes() {}

  /// @param program the main class's short name
  public record Found(long pid, String program) {}

  public static List<Found> of(Path root) {
    var found = new ArrayList<Found>();
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      for (Path entry : entries.toList()) {
        String name = String.valueOf(entry.getFileName());
        if (name.chars().allMatch(Character::isDigit)) {
          classify(Long.parseLong(name), commandLine(entry), root, found);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static void classify(long pid, List<String> words, Path root, List<Found> found) {
    if (!words.contains(root.toString())) {
      return;
    }
    for (String word : words) {
      switch (word) {
        case "io.bucky.node.NodeMain" -> found.add(new Found(pid, "node"));
        case "io.bucky.services.ServicesMain" -> found.add(new Found(pid, "services"));
        case "io.bucky.gateway.GatewayMain" -> found.add(new Found(pid, "gateway"));
        default -> {}
      }
    }
  }

  private static List<String> commandLine(Path entry) {
    try {
      return List.of(
          new String(Files.readAllBytes(entry.resolve("cmdline")), StandardCharsets.UTF_8)
              .split("\0"));
    } catch (IOException e) {
      return List.of(); // it ended meanwhile
    }
  }

  /// Resident memory of a process in bytes, as the kernel accounts it.
  public static long residentBytes(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1_024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  /// The process of `program` of the zone in this folder.
  public static long pid(Path root, String program) {
    return of(root).stream()
        .filter(found -> found.program().equals(program))
        .mapToLong(Found::pid)
        .findFirst()
        .orElseThrow(() -> new AssertionError(program + " does not run"));
  }

  /// Sends a signal that Java has no method for: `STOP`, `CONT`.
  public static void signal(long pid, String name) {
    try {
      int exit = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
      if (exit != 0) {
        throw new AssertionError("kill -" + name + " " + pid + " ended with " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /// Ends a process the hard way.
  public static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }
}
