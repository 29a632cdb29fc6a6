package io.bucky.node.machine;

import java.util.Arrays;

/// How busy the machine's processors were between two looks. Belongs to one thread.
public final class CpuMeter {
  private final Proc proc;
  private long idleBefore;
  private long totalBefore;

  public CpuMeter(Proc proc) {
    this.proc = proc;
  }

  /// Percent of all processors since the last call, since boot at the first.
  public double usagePercent() {
    long[] ticks = ticks(proc.text("stat"));
    long total = Arrays.stream(ticks).sum();
    long idle = ticks.length > 4 ? ticks[3] + ticks[4] : 0; // idle and iowait
    long totalNow = total - totalBefore;
    long idleNow = idle - idleBefore;
    totalBefore = total;
    idleBefore = idle;
    return totalNow <= 0 ? 0 : Math.round(1_000.0 * (totalNow - idleNow) / totalNow) / 10.0;
  }

  private static long[] ticks(String stat) {
    String first = stat.lines().findFirst().orElse("");
    return Arrays.stream(first.split(" +"))
        .skip(1)
        .limit(8) // guest time, after these, is part of user time
        .mapToLong(Long::parseLong)
        .toArray();
  }
}
