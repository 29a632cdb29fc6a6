package io.bucky.config.embedded;

import io.bucky.base.Log;
import io.bucky.config.Commit;
import io.bucky.config.Transaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Applies transactions in groups: one frame, one force, then they exist.
///
/// Everything but [#state] and [#history] belongs to one writer thread. Time and chance come in as
/// arguments, so that a simulation repeats exactly.
final class Engine implements AutoCloseable {
  private static final Log LOG = Log.of("config.engine");
  private static final int BUFFER_BYTES_KEPT = 1 << 20;

  private final Disk disk;
  private final StoreLimits limits;
  private final RandomGenerator salts;
  private final History history;
  private volatile TreeState state;
  private Segment active;
  private ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
  private boolean full;

  /// A log longer than this is compacted; grows when there is no room for that.
  private long compactAboveBytes;

  private volatile @Nullable String stopped;

  private Engine(
      Disk disk, StoreLimits limits, RandomGenerator salts, Recovery.Recovered recovered) {
    this.disk = disk;
    this.limits = limits;
    this.salts = salts;
    this.history = recovered.history();
    this.state = recovered.state();
    this.active = recovered.active();
    this.compactAboveBytes = limits.segmentBytesMax();
  }

  /// Reads what is on `disk`; an empty one becomes an empty store.
  ///
  /// @param salts makes the salt of each segment; unpredictable in production
  static Engine open(Disk disk, StoreLimits limits, RandomGenerator salts) throws IOException {
    return new Engine(disk, limits, salts, new Recovery(disk, limits).run(salts.nextLong()));
  }

  /// The tree after the last durable commit. Any thread.
  TreeState state() {
    return state;
  }

  History history() {
    return history;
  }

  /// Why nothing can be written until the store is opened again. Any thread.
  Optional<String> stopped() {
    return Optional.ofNullable(stopped);
  }

  /// Nothing of a group was applied as far as anyone may know; what to tell the writers.
  static final class GroupRefused extends Exception {
    private static final long serialVersionUID = 1;

    GroupRefused(String message) {
      super(message);
    }
  }

  /// Applies as many of `group` as fit into one frame, at least one, in order; durable when this
  /// returns.
  ///
  /// @return one answer for each of them, so that the caller knows where to go on
  List<Commit> commit(List<Transaction> group, long atMillis) throws GroupRefused {
    String why = stopped;
    if (why != null) {
      throw new GroupRefused(why);
    }
    var answers = new ArrayList<Commit>(group.size());
    var records = new ArrayList<CommitRecord>(group.size());
    TreeState next = state;
    long bytes = 0;
    for (Transaction transaction : group) {
      if (bytes > StoreLimits.GROUP_BYTES_MAX) {
        break;
      }
      switch (Applying.apply(next, transaction, atMillis)) {
        case Applying.Outcome.Changed(var record) -> {
          next = next.with(record);
          records.add(record);
          bytes += record.bytes();
          answers.add(new Commit.Applied(record.revision()));
        }
        case Applying.Outcome.Unchanged() -> answers.add(new Commit.Applied(next.revision()));
        case Applying.Outcome.Refused(var refusal) -> answers.add(refusal);
      }
    }
    if (!records.isEmpty()) {
      append(records);
      records.forEach(history::add);
      state = next;
    }
    return answers;
  }

  private void append(List<CommitRecord> records) throws GroupRefused {
    ByteBuffer frame = frame(records);
    int bytes = frame.remaining();
    try {
      if ((full || active.mustGrow(bytes)) && disk.freeBytes() < limits.freeBytesMin() + bytes) {
        throw refusedForSpace("fewer than " + limits.freeBytesMin() + " bytes are free");
      }
      active.write(frame);
    } catch (IOException e) {
      // The end of the log has not moved: the next frame goes over whatever was written of this
      // one.
      throw refusedForSpace(String.valueOf(e.getMessage()));
    }
    try {
      active.force();
    } catch (IOException e) {
      stopped =
          "system config could not force its log to disk (%s) and accepts no more writes until it is restarted"
              .formatted(e.getMessage());
      LOG.error("config.force.failed", e, "file", disk.describe(active.name()));
      throw new GroupRefused(stopped);
    }
    active.forced(bytes);
    if (full) {
      full = false;
      LOG.info("config.disk.healed", "file", disk.describe(active.name()));
    }
  }

  private GroupRefused refusedForSpace(String detail) {
    if (!full) {
      full = true;
      compactAboveBytes = limits.segmentBytesMax(); // that may make room
      LOG.error("config.write.refused", "file", disk.describe(active.name()), "detail", detail);
    }
    return new GroupRefused(
        "the disk of system config takes no more writes (%s); free some space at %s, reads go on"
            .formatted(detail, disk.describe(active.name())));
  }

  private ByteBuffer frame(List<CommitRecord> records) {
    int bytesMax = Frames.bytesMax(records);
    if (buffer.capacity() < bytesMax || buffer.capacity() > Math.max(bytesMax, BUFFER_BYTES_KEPT)) {
      buffer = ByteBuffer.allocateDirect(Math.max(bytesMax, 64 << 10));
    }
    buffer.clear();
    Frames.encode(active.salt(), active.sequence(), records, buffer);
    return buffer.flip();
  }

  /// Whether the log has grown past its limit.
  boolean compactionIsDue() {
    return stopped == null && active.bytes() > compactAboveBytes;
  }

  /// Starts a new segment. What is returned then writes the snapshot that replaces the old ones; it
  /// may run on another thread, one at a time. Empty if this must wait for the disk to heal.
  Optional<Compaction> rotate(long atMillis) {
    if (stopped != null) {
      return Optional.empty();
    }
    compactAboveBytes = active.bytes() + limits.segmentBytesMax() / 8;
    if (!hasRoomForSnapshot()) {
      return Optional.empty();
    }
    dropOldCounters();
    TreeState covered = state;
    if (covered.revision() + 1 == Recovery.number(active.name())) {
      return Optional.of(new Compaction(disk, covered, atMillis));
    }
    Segment next;
    try {
      next = Segment.prepare(disk, limits, covered.revision() + 1, salts.nextLong());
    } catch (IOException e) {
      LOG.warn("config.rotate.delayed", e, "revision", covered.revision());
      return Optional.empty();
    }
    try (Segment old = active) {
      old.trim();
      next.publish(disk);
      active = next;
      compactAboveBytes = limits.segmentBytesMax();
      return Optional.of(new Compaction(disk, covered, atMillis));
    } catch (IOException e) {
      // The new name may or may not be on disk; going on in the old segment could contradict it.
      stopped = "system config could not start a new log segment (%s)".formatted(e.getMessage());
      LOG.error("config.rotate.failed", e, "revision", covered.revision());
      return Optional.empty();
    }
  }

  /// A snapshot is at most as long as what it replaces. It takes from the room that is kept for it
  /// only when writes are refused anyway.
  private boolean hasRoomForSnapshot() {
    try {
      long bytes = active.bytes();
      for (String name : disk.list()) {
        boolean replaced =
            Recovery.isNumbered(name, "log-") || Recovery.isNumbered(name, "snapshot-");
        if (replaced && !name.equals(active.name())) {
          try (var file = disk.open(name)) {
            bytes += file.bytes();
          }
        }
      }
      long free = disk.freeBytes();
      if (free >= bytes + (full ? 0 : limits.freeBytesMin())) {
        return true;
      }
      LOG.warn("config.compaction.delayed", "bytes", bytes, "free", free);
    } catch (IOException e) {
      LOG.warn("config.compaction.delayed", e);
    }
    return false;
  }

  /// Sessions and tasks have ids that never come again: their counters must not fill the memory.
  ///
  /// Nothing on disk has to follow at once, since the log holds versions, not how they came about:
  /// after a crash before the snapshot, the counters are simply there again.
  private void dropOldCounters() {
    if (state.removedKeys() > limits.removedKeysMax()) {
      state = state.fold(history.removedKeys());
    }
  }

  /// Writes a snapshot, then deletes what it covers.
  record Compaction(Disk disk, TreeState state, long atMillis) {
    void run() throws IOException {
      SnapshotFile.write(disk, state, atMillis);
      for (String name : disk.list()) {
        boolean old =
            (Recovery.isNumbered(name, "log-") && Recovery.number(name) <= state.revision())
                || (Recovery.isNumbered(name, "snapshot-")
                    && Recovery.number(name) < state.revision());
        if (old) {
          disk.delete(name);
        }
      }
    }
  }

  /// Marks the end of the log, unless something went wrong before.
  @Override
  public void close() throws IOException {
    try (Segment last = active) {
      if (stopped == null) {
        stopped = "system config is closed";
        last.seal();
      }
    }
  }
}
