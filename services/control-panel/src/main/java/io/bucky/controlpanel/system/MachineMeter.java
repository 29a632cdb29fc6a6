package io.bucky.controlpanel.system;

import io.bucky.api.panel.SystemApi.Cpu;
import io.bucky.api.panel.SystemApi.Disk;
import io.bucky.api.panel.SystemApi.Network;
import io.bucky.api.panel.SystemApi.Sample;
import io.bucky.base.Threads;
import io.bucky.base.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Measures this machine every five seconds and keeps ten minutes of it. One thread measures; any
/// thread reads.
final class MachineMeter implements Runnable, AutoCloseable {
  static final Duration EVERY = Duration.ofSeconds(5);
  static final int KEPT = 120;

  private final ProcFiles proc;
  private final Time time;
  private final Ring<Sample> samples = new Ring<>(KEPT);
  private final Thread thread = Thread.ofVirtual().name("panel-meter").unstarted(this);

  /// The thread's own.
  private Reading last;

  private record Reading(long nanos, ProcFiles.CpuTicks cpu, ProcFiles.NetworkBytes network) {}

  MachineMeter(ProcFiles proc, Time time) {
    this.proc = proc;
    this.time = time;
    this.last = new Reading(0, new ProcFiles.CpuTicks(0, 0), new ProcFiles.NetworkBytes(0, 0));
  }

  void start() {
    thread.start();
  }

  @Override
  public void run() {
    try {
      last = read();
      time.sleep(Duration.ofMillis(500)); // so that the first person to ask gets a measurement
      while (true) {
        measure();
        time.sleep(EVERY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    Threads.end(thread);
  }

  /// One sample of the time since the last reading.
  void measure() {
    Reading now = read();
    ProcFiles.MemoryUse memory = proc.memory();
    double seconds = Math.max(1e-3, (now.nanos - last.nanos) / 1e9);
    long all = now.cpu.total() - last.cpu.total();
    double busy = all <= 0 ? 0 : 100.0 * (all - (now.cpu.idle() - last.cpu.idle())) / all;
    samples.add(
        new Sample(
            time.now().toEpochMilli(),
            rounded(Math.clamp(busy, 0, 100)),
            memory.totalBytes() == 0
                ? 0
                : rounded(100.0 * memory.usedBytes() / memory.totalBytes()),
            (long) (Math.max(0, now.network.rx() - last.network.rx()) / seconds),
            (long) (Math.max(0, now.network.tx() - last.network.tx()) / seconds)));
    last = now;
  }

  List<Sample> timeline() {
    return samples.all();
  }

  Cpu cpu() {
    List<Sample> all = samples.all();
    return new Cpu(
        all.isEmpty() ? 0 : all.getLast().cpuPercent(),
        Runtime.getRuntime().availableProcessors(),
        proc.cpuModel());
  }

  Network network() {
    List<Sample> all = samples.all();
    return all.isEmpty()
        ? new Network(0, 0)
        : new Network(all.getLast().rxPerSec(), all.getLast().txPerSec());
  }

  /// Disks of this machine, with the one that holds `data` named so.
  List<Disk> disks(Path data) {
    var disks = new ArrayList<Disk>();
    try {
      var own = Files.getFileStore(data);
      disks.add(disk("data", data, own));
      for (ProcFiles.MountedDisk mounted : proc.disks()) {
        var store = Files.getFileStore(mounted.mount());
        if (!store.equals(own) && store.getTotalSpace() > 0) {
          disks.add(disk(mounted.device(), mounted.mount(), store));
        }
      }
    } catch (IOException e) {
      return disks; // a disk that went away while it was asked
    }
    return disks;
  }

  private static Disk disk(String label, Path mount, java.nio.file.FileStore store)
      throws IOException {
    long total = store.getTotalSpace();
    return new Disk(label, mount.toString(), total, total - store.getUnallocatedSpace());
  }

  private Reading read() {
    return new Reading(time.nanos(), proc.cpu(), proc.network());
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
