package io.bucky.node.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The process files of Linux: `/proc`, or a copy of it in a test.
public record Proc(Path root) {
  private static final long PAGE_BYTES = 4_096;

  public static Proc system() {
    return new Proc(Path.of("/proc"));
  }

  /// The whole text of one file, empty when it is not there (any more).
  public String text(String name) {
    try {
      return Files.readString(root.resolve(name), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // a process that ended between two reads is an ordinary answer
    }
  }

  /// Names this boot of the machine; process ids and ticks mean nothing across it.
  public String bootId() {
    return text("sys/kernel/random/boot_id").strip();
  }

  /// Ids of all processes.
  public List<Long> pids() throws IOException {
    var pids = new ArrayList<Long>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, "[0-9]*")) {
      for (Path entry : entries) {
        pids.add(Long.parseLong(entry.getFileName().toString()));
      }
    }
    pids.sort(null);
    return pids;
  }

  public Optional<Stat> stat(long pid) {
    return Stat.parse(text(pid + "/stat"));
  }

  /// Words of the command line; empty for a zombie, a kernel thread, or no process.
  public List<String> commandLine(long pid) {
    String text = text(pid + "/cmdline");
    return text.isEmpty() ? List.of() : List.of(text.split("\0"));
  }

  /// Resident memory, with the shared pages counted once per process that shares them.
  public long residentBytes(long pid) {
    String[] pages = text(pid + "/statm").split(" ");
    return pages.length > 1 ? Long.parseLong(pages[1]) * PAGE_BYTES : 0;
  }

  /// The part of `stat` that is used here (proc(5)).
  ///
  /// @param state `Z` for a process that ended and was not collected
  /// @param startTicks clock ticks from boot to its start
  /// @param cpuTicks user and system time so far
  /// @param majorFaults pages so far that it had to wait for, from swap or from a file
  public record Stat(char state, long startTicks, long cpuTicks, long majorFaults) {
    static Optional<Stat> parse(String line) {
      int end = line.lastIndexOf(')'); // the name before it may hold spaces and parentheses
      if (end < 0) {
        return Optional.empty();
      }
      String[] fields = line.substring(end + 1).strip().split(" ");
      if (fields.length < 20) {
        return Optional.empty();
      }
      return Optional.of(
          new Stat(
              fields[0].charAt(0),
              Long.parseLong(fields[19]),
              Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
              Long.parseLong(fields[9])));
    }

    /// Grows while the process gets on, be it at the pace of a disk: its ticks, and one for each
    /// page that it waited for.
    public long effortTicks() {
      return cpuTicks + majorFaults;
    }

    boolean ended() {
      return state == 'Z' || state == 'X';
    }
  }
}
