package io.bucky.controlpanel.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads what the kernel says about this machine. What cannot be read is empty or zero.
final class ProcFiles {
  /// The kernel counts CPU time in these for programs, on every Linux that a JDK runs on.
  static final double TICKS_PER_SECOND = 100;

  private final Path proc;

  ProcFiles(Path proc) {
    this.proc = proc;
  }

  /// @param total all ticks of all cores since the machine started
  /// @param idle of them, those in which nothing ran
  record CpuTicks(long total, long idle) {}

  record MemoryUse(long totalBytes, long availableBytes) {
    long usedBytes() {
      return Math.max(0, totalBytes - availableBytes);
    }
  }

  /// @param rx bytes received since the machine started, over all interfaces but loopback
  record NetworkBytes(long rx, long tx) {}

  record MountedDisk(String device, Path mount) {}

  CpuTicks cpu() {
    for (String line : lines("stat")) {
      if (line.startsWith("cpu ")) {
        String[] field = line.trim().split("\\s+");
        long total = 0;
        for (int i = 1; i < field.length && i <= 8; i++) {
          total += number(field[i]);
        }
        long idle = field.length > 5 ? number(field[4]) + number(field[5]) : 0;
        return new CpuTicks(total, idle);
      }
    }
    return new CpuTicks(0, 0);
  }

  String cpuModel() {
    return lines("cpuinfo").stream()
        .filter(line -> line.startsWith("model name") || line.startsWith("Model"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch", ""));
  }

  MemoryUse memory() {
    long total = 0;
    long available = 0;
    for (String line : lines("meminfo")) {
      if (line.startsWith("MemTotal:")) {
        total = kibibytes(line);
      } else if (line.startsWith("MemAvailable:")) {
        available = kibibytes(line);
      }
    }
    return new MemoryUse(total, available);
  }

  NetworkBytes network() {
    long rx = 0;
    long tx = 0;
    for (String line : lines("net/dev")) {
      int colon = line.indexOf(':');
      String name = colon < 0 ? "lo" : line.substring(0, colon).strip();
      boolean counted =
          !name.equals("lo")
              && !name.startsWith("veth")
              && !name.startsWith("br-")
              && !name.startsWith("docker");
      if (counted) {
        String[] field = line.substring(colon + 1).trim().split("\\s+");
        if (field.length >= 9) {
          rx += number(field[0]);
          tx += number(field[8]);
        }
      }
    }
    return new NetworkBytes(rx, tx);
  }

  /// Real file systems, each device once.
  List<MountedDisk> disks() {
    var disks = new ArrayList<MountedDisk>();
    for (String line : lines("self/mounts")) {
      String[] field = line.split(" ");
      if (field.length < 3) {
        continue;
      }
      String mount = field[1].replace("\\040", " ");
      boolean real =
          field[0].startsWith("/dev/") || field[2].equals("zfs") || field[2].equals("btrfs");
      boolean file = !Files.isDirectory(Path.of(mount));
      boolean known = disks.stream().anyMatch(it -> it.device().equals(field[0]));
      boolean root = mount.equals("/");
      if ((real && !known && !file) || (root && !known)) {
        disks.add(new MountedDisk(field[0], Path.of(mount)));
      }
    }
    return disks;
  }

  /// CPU ticks that one program has used.
  Optional<Long> ticks(long pid) {
    List<String> stat = lines(pid + "/stat");
    if (stat.isEmpty()) {
      return Optional.empty();
    }
    String line = stat.getFirst();
    String[] field = line.substring(line.lastIndexOf(')') + 1).trim().split("\\s+");
    return field.length > 12
        ? Optional.of(number(field[11]) + number(field[12]))
        : Optional.empty();
  }

  long uptimeSeconds() {
    List<String> uptime = lines("uptime");
    return uptime.isEmpty() ? 0 : number(uptime.getFirst().split("[. ]", 2)[0]);
  }

  private static long kibibytes(String line) {
    return number(line.replaceAll("[^0-9]", "")) << 10;
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(proc.resolve(file));
    } catch (IOException e) {
      return List.of();
    }
  }
}
