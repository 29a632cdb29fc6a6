package io.bucky.config.embedded;

import io.bucky.base.Log;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Reads the directory of a store: the newest snapshot and the log after it.
///
/// Only the very end of the log may be torn, and is cut off then. Everything else that is not as it
/// was written stops the opening, with file, offset and the way out.
final class Recovery {
  private static final Log LOG = Log.of("config.recovery");
  private final Disk disk;
  private final StoreLimits limits;

  Recovery(Disk disk, StoreLimits limits) {
    this.disk = disk;
    this.limits = limits;
  }

  /// What was found.
  ///
  /// @param active the segment to go on with
  record Recovered(TreeState state, History history, Segment active) {}

  /// @param salt for a first segment
  Recovered run(long salt) throws IOException {
    List<String> names = disk.list();
    long snapshot =
        names.stream()
            .filter(n -> isNumbered(n, "snapshot-"))
            .mapToLong(Recovery::number)
            .max()
            .orElse(-1);
    List<String> segments = new ArrayList<>();
    for (String name : names) {
      if (isNumbered(name, "log-") && number(name) > snapshot) {
        segments.add(name);
      }
    }
    TreeState state = snapshot < 0 ? TreeState.EMPTY : read(SnapshotFile.nameOf(snapshot));
    if (state.revision() != Math.max(snapshot, 0)) {
      throw StoreFailure.damaged(
          disk.describe(SnapshotFile.nameOf(snapshot)),
          16,
          "it holds revision " + state.revision());
    }
    var history =
        new History(limits.historyChangesMax(), limits.historyBytesMax(), state.revision());
    if (segments.isEmpty()) {
      if (snapshot >= 0 || names.stream().anyMatch(n -> isNumbered(n, "log-"))) {
        throw missing(state.revision() + 1);
      }
      return new Recovered(state, history, Segment.create(disk, limits, 1, salt));
    }
    var replay = new Replay(disk, limits, state, history);
    for (int i = 0; i < segments.size(); i++) {
      if (number(segments.get(i)) != replay.state().revision() + 1) {
        throw missing(replay.state().revision() + 1);
      }
      replay.read(segments.get(i), i == segments.size() - 1);
    }
    deleteOld(names, snapshot);
    return new Recovered(replay.state(), history, replay.active());
  }

  private StoreFailure missing(long firstRevision) {
    return StoreFailure.damaged(
        disk.describe(Segment.nameOf(firstRevision)), 0, "the file is missing");
  }

  static boolean isNumbered(String name, String kind) {
    return name.length() == kind.length() + 16
        && name.startsWith(kind)
        && name.chars().skip(kind.length()).allMatch(c -> Character.digit(c, 16) >= 0)
        && number(name) >= 0;
  }

  static long number(String name) {
    return Long.parseUnsignedLong(name.substring(name.length() - 16), 16);
  }

  private TreeState read(String name) throws IOException {
    try (var file = disk.open(name)) {
      return switch (SnapshotFile.read(file)) {
        case SnapshotCodec.Decoded.Tree(var state) -> state;
        case SnapshotCodec.Decoded.Broken(long at, String what) ->
            throw StoreFailure.damaged(disk.describe(name), at, what);
        case SnapshotCodec.Decoded.NewerFormat(int format) ->
            throw newer(disk.describe(name), format);
      };
    }
  }

  static StoreFailure newer(String file, int format) {
    return new StoreFailure(
        StoreFailure.Code.NEWER_FORMAT,
        "%s has format %d, which a newer version wrote. Start that version."
            .formatted(file, format));
  }

  /// What a crash between two steps of a compaction left behind.
  private void deleteOld(List<String> names, long snapshot) throws IOException {
    for (String name : names) {
      boolean covered =
          (isNumbered(name, "log-") || isNumbered(name, "snapshot-"))
              && number(name) < Math.max(snapshot, 0) + (name.startsWith("log-") ? 1 : 0);
      if (covered || name.endsWith(".tmp")) {
        LOG.info("config.recovery.removed", "file", name);
        disk.delete(name);
      }
    }
  }

  /// Applies segments one after the other.
  private static final class Replay {
    private final Disk disk;
    private final StoreLimits limits;
    private final History history;
    private TreeState state;
    private @org.jspecify.annotations.Nullable Segment active;

    Replay(Disk disk, StoreLimits limits, TreeState state, History history) {
      this.disk = disk;
      this.limits = limits;
      this.state = state;
      this.history = history;
    }

    TreeState state() {
      return state;
    }

    Segment active() {
      Segment segment = active;
      if (segment == null) {
        throw new IllegalStateException("the last segment was not read");
      }
      return segment;
    }

    void read(String name, boolean last) throws IOException {
      var file = disk.open(name);
      boolean keep = false;
      try {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.bytes()));
        file.read(0, bytes);
        bytes.flip();
        long salt = salt(name, bytes);
        int at = Segment.HEADER_BYTES;
        long sequence = 0;
        while (Frames.decode(salt, sequence, bytes, at) instanceof Frames.Decoded.Frame frame) {
          apply(name, at, frame.records());
          at += frame.bytes();
          sequence++;
        }
        if (Frames.decode(salt, sequence, bytes, at) instanceof Frames.Decoded.Broken(var what)) {
          if (!last || Frames.laterFrameFollows(salt, sequence, bytes, at)) {
            throw StoreFailure.damaged(disk.describe(name), at, what);
          }
          LOG.warn("config.recovery.tail.cut", "file", name, "at", at, "found", what);
          file.truncate(at);
          file.force();
          bytes.limit(at);
        }
        if (last) {
          active = new Segment(name, file, limits, salt, sequence, at, bytes.limit());
          keep = true;
        }
      } finally {
        if (!keep) {
          file.close();
        }
      }
    }

    private long salt(String name, ByteBuffer bytes) {
      if (bytes.limit() < Segment.HEADER_BYTES
          || bytes.getLong(0) != Segment.MAGIC
          || bytes.getInt(12) != Segment.headerChecksum(bytes)
          || bytes.getLong(16) != number(name)) {
        throw StoreFailure.damaged(disk.describe(name), 0, "this is not the header of a log");
      }
      if (bytes.getInt(8) != Segment.FORMAT) {
        throw newer(disk.describe(name), bytes.getInt(8));
      }
      return bytes.getLong(24);
    }

    private void apply(String name, int at, List<CommitRecord> records) {
      for (CommitRecord record : records) {
        if (record.revision() != state.revision() + 1) {
          throw StoreFailure.damaged(
              disk.describe(name),
              at,
              "revision %d after %d".formatted(record.revision(), state.revision()));
        }
        state = state.with(record);
        history.add(record);
      }
    }
  }
}
