package io.bucky.gateway;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Finds the process that listens on a port, as far as `/proc` shows it to this user.
final class PortHolder {
  private static final Path PROC = Path.of("/proc");
  private static final String LISTENING = "0A";
  private static final int INODE_COLUMN = 9;

  private PortHolder() {}

  /// `nginx (process 1234)`.
  static Optional<String> of(int port) {
    return inode(port, "net/tcp").or(() -> inode(port, "net/tcp6")).flatMap(PortHolder::process);
  }

  private static Optional<String> inode(int port, String table) {
    String end = ":%04X".formatted(port);
    try {
      for (String line : Files.readAllLines(PROC.resolve(table))) {
        List<String> columns = List.of(line.strip().split("\\s+"));
        if (columns.size() > INODE_COLUMN
            && columns.get(1).endsWith(end)
            && columns.get(3).equals(LISTENING)) {
          return Optional.of(columns.get(INODE_COLUMN));
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static Optional<String> process(String inode) {
    String wanted = "socket:[" + inode + "]";
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (holds(process, wanted)) {
          String name = Files.readString(process.resolve("comm")).strip();
          return Optional.of(name + " (process " + process.getFileName() + ")");
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static boolean holds(Path process, String wanted) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : files) {
        if (Files.readSymbolicLink(file).toString().equals(wanted)) {
          return true;
        }
      }
    } catch (IOException e) {
      return false; // another user's process
    }
    return false;
  }
}
