package io.bucky.config.testing;

import io.bucky.config.embedded.Disk;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A disk in memory that fails on demand, the same way for the same seed.
///
/// Every call that changes something is a step, numbered from 1. A step can be made to fail, or to
/// be the one at which the machine loses power: it is then done in part or not at all, and so is
/// everything that was not forced; see [#afterPowerLoss]. Safe for any thread.
public final class SimDisk implements Disk {
  private final SplittableRandom random;
  private final SortedMap<String, SimFile> files;
  private final List<Runnable> unforcedNames = new ArrayList<>();
  private SortedMap<String, SimFile> durableNames;
  private final List<String> trace = new ArrayList<>();
  private boolean tracing;
  private long steps;
  private long powerLossAt = Long.MAX_VALUE;
  private long failureAt = Long.MAX_VALUE;
  private @Nullable Kind failing;
  private long capacityBytes = Long.MAX_VALUE;
  private boolean off;
  private boolean locked;

  private SimDisk(SplittableRandom random, SortedMap<String, SimFile> files) {
    this.random = random;
    this.files = files;
    this.durableNames = new TreeMap<>(files);
  }

  /// An empty disk that never fails by itself.
  public static SimDisk seeded(long seed) {
    return new SimDisk(new SplittableRandom(seed), new TreeMap<>());
  }

  /// Kinds of step.
  public enum Kind {
    OPEN,
    WRITE,
    FORCE,
    TRUNCATE,
    RENAME,
    DELETE,
    FORCE_NAMES
  }

  /// What every call gets once the power is gone.
  public static final class PowerLost extends IOException {
    private static final long serialVersionUID = 1;

    PowerLost(long step) {
      super("the power went at step " + step);
    }
  }

  /// The power goes in the middle of step `step`.
  public synchronized SimDisk losePowerAt(long step) {
    powerLossAt = step;
    return this;
  }

  /// Step `step` fails with an I/O error, done in part; later ones work again.
  public synchronized SimDisk failAt(long step) {
    failureAt = step;
    return this;
  }

  /// The next step of this kind fails.
  public synchronized SimDisk failNext(Kind kind) {
    failing = kind;
    return this;
  }

  public synchronized SimDisk capacity(long bytes) {
    capacityBytes = bytes;
    return this;
  }

  public synchronized SimDisk traced() {
    tracing = true;
    return this;
  }

  public synchronized List<String> trace() {
    return List.copyOf(trace);
  }

  public synchronized long steps() {
    return steps;
  }

  public synchronized long usedBytes() {
    return files.values().stream().mapToLong(file -> file.length).sum();
  }

  /// Turns one bit of a file over, where it lies.
  public synchronized void flipBit(String name, long at, int bit) {
    SimFile file = existing(name);
    file.content[(int) at] ^= (byte) (1 << bit);
    file.durable[(int) at] ^= (byte) (1 << bit);
  }

  /// The files of a machine that was switched off now and on again. Forced things are there. Of the
  /// others: names as of some earlier moment; of each write some sectors of 512 bytes new, some
  /// old, some garbage. This disk is dead from now on.
  public synchronized SimDisk afterPowerLoss() {
    off = true;
    var later = new SplittableRandom(random.nextLong());
    SortedMap<String, SimFile> names = durableNames;
    if (!unforcedNames.isEmpty()) {
      int kept = later.nextInt(unforcedNames.size() + 1);
      unforcedNames.subList(0, kept).forEach(Runnable::run);
      names = durableNames;
    }
    var survived = new TreeMap<String, SimFile>();
    names.forEach((name, file) -> survived.put(name, file.torn(later)));
    return new SimDisk(later, survived);
  }

  private void step(Kind kind, String what) throws IOException {
    if (off) {
      throw new PowerLost(steps);
    }
    steps++;
    if (tracing) {
      trace.add(kind + " " + what);
    }
  }

  /// After the step was (partly) done: does it report success?
  private void outcome(Kind kind) throws IOException {
    if (steps >= powerLossAt) {
      off = true;
      throw new PowerLost(steps);
    }
    if (steps == failureAt || kind == failing) {
      failing = null;
      throw new IOException("simulated failure of " + kind);
    }
  }

  private boolean willFail(Kind kind) {
    return steps >= powerLossAt || steps == failureAt || kind == failing;
  }

  @Override
  public synchronized boolean lock() {
    if (locked) {
      return false;
    }
    locked = true;
    return true;
  }

  @Override
  public synchronized List<String> list() throws IOException {
    if (off) {
      throw new PowerLost(steps);
    }
    return List.copyOf(files.keySet());
  }

  @Override
  public synchronized DiskFile open(String name) throws IOException {
    step(Kind.OPEN, name);
    SimFile file = files.get(name);
    if (file == null) {
      SimFile made = new SimFile();
      files.put(name, made);
      unforcedNames.add(() -> durableNames.put(name, made));
      file = made;
    }
    outcome(Kind.OPEN);
    return new Handle(name, file);
  }

  private SimFile existing(String name) {
    SimFile file = files.get(name);
    if (file == null) {
      throw new IllegalArgumentException("no file " + name);
    }
    return file;
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    step(Kind.RENAME, from + " " + to);
    if (!willFail(Kind.RENAME) || random.nextBoolean()) {
      SimFile file = files.remove(from);
      if (file == null) {
        throw new FileNotFoundException(from);
      }
      files.put(to, file);
      unforcedNames.add(() -> {
        durableNames.remove(from);
        durableNames.put(to, file);
      });
    }
    outcome(Kind.RENAME);
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    step(Kind.DELETE, name);
    if (!willFail(Kind.DELETE) || random.nextBoolean()) {
      files.remove(name);
      unforcedNames.add(() -> durableNames.remove(name));
    }
    outcome(Kind.DELETE);
  }

  @Override
  public synchronized void forceNames() throws IOException {
    step(Kind.FORCE_NAMES, "");
    if (!willFail(Kind.FORCE_NAMES)) {
      durableNames = new TreeMap<>(files);
      unforcedNames.clear();
    }
    outcome(Kind.FORCE_NAMES);
  }

  @Override
  public synchronized long freeBytes() throws IOException {
    if (off) {
      throw new PowerLost(steps);
    }
    return Math.max(0, capacityBytes - usedBytes());
  }

  @Override
  public String describe(String name) {
    return "simulated:" + name;
  }

  @Override
  public synchronized void close() {
    locked = false;
  }

  private final class Handle implements DiskFile {
    private final String name;
    private final SimFile file;

    Handle(String name, SimFile file) {
      this.name = name;
      this.file = file;
    }

    @Override
    public long bytes() {
      synchronized (SimDisk.this) {
        return file.length;
      }
    }

    @Override
    public int read(long at, ByteBuffer into) throws IOException {
      synchronized (SimDisk.this) {
        if (off) {
          throw new PowerLost(steps);
        }
        int count = (int) Math.max(0, Math.min(into.remaining(), file.length - at));
        into.put(file.content, (int) Math.min(at, file.length), count);
        return count;
      }
    }

    @Override
    public void write(long at, ByteBuffer bytes) throws IOException {
      synchronized (SimDisk.this) {
        step(Kind.WRITE, name + " " + at + " " + bytes.remaining());
        int whole = bytes.remaining();
        int part = willFail(Kind.WRITE) ? random.nextInt(whole + 1) : whole;
        long room = freeBytes() + Math.max(0, file.length - at);
        boolean fits = whole <= room;
        byte[] written = new byte[fits ? part : (int) Math.min(part, room)];
        bytes.get(written);
        file.write(Math.toIntExact(at), written);
        outcome(Kind.WRITE);
        if (!fits) {
          throw new IOException("No space left on device");
        }
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (SimDisk.this) {
        step(Kind.FORCE, name);
        if (!willFail(Kind.FORCE)) {
          file.force();
        }
        outcome(Kind.FORCE);
      }
    }

    @Override
    public void truncate(long bytes) throws IOException {
      synchronized (SimDisk.this) {
        step(Kind.TRUNCATE, name + " " + bytes);
        if (!willFail(Kind.TRUNCATE) || random.nextBoolean()) {
          file.truncate(Math.toIntExact(bytes));
        }
        outcome(Kind.TRUNCATE);
      }
    }

    @Override
    public void close() {}
  }
}
