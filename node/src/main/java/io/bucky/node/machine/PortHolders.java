package io.bucky.node.machine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Who listens on a TCP port of this machine (proc(5), `net/tcp`).
public final class PortHolders {
  private static final String LISTEN = "0A";

  private final Proc proc;

  public PortHolders(Proc proc) {
    this.proc = proc;
  }

  /// @param pid 0 when the process belongs to someone whose processes we may not look at
  public record Holder(long pid, String command) {
    /// For a sentence: `nginx (process 812)`.
    public String describe() {
      return pid == 0 ? "a program of another user" : command + " (process " + pid + ")";
    }
  }

  public Optional<Holder> of(int port) {
    Optional<String> inode = inode("net/tcp", port).or(() -> inode("net/tcp6", port));
    return inode.map(this::holder);
  }

  private Optional<String> inode(String table, int port) {
    String suffix = ":" + String.format(Locale.ROOT, "%04X", port);
    return proc.text(table)
        .lines()
        .skip(1)
        .map(line -> line.strip().split("\\s+"))
        .filter(row -> row.length > 9 && row[1].endsWith(suffix) && row[3].equals(LISTEN))
        .map(row -> row[9])
        .findFirst();
  }

  private Holder holder(String inode) {
    String link = "socket:[" + inode + "]";
    try {
      for (long pid : proc.pids()) {
        if (holds(pid, link)) {
          List<String> words = proc.commandLine(pid);
          String program = words.isEmpty() ? "?" : words.getFirst();
          return new Holder(pid, program.substring(program.lastIndexOf('/') + 1));
        }
      }
    } catch (IOException e) {
      return new Holder(0, "");
    }
    return new Holder(0, "");
  }

  private boolean holds(long pid, String link) {
    Path folder = proc.root().resolve(Long.toString(pid)).resolve("fd");
    try (DirectoryStream<Path> open = Files.newDirectoryStream(folder)) {
      for (Path each : open) {
        if (Files.isSymbolicLink(each) && Files.readSymbolicLink(each).toString().equals(link)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false; // it ended, or is not ours to look at
    }
  }
}
