package io.bucky.config.embedded;

import io.bucky.config.embedded.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Snapshot files in the directory of a store.
final class SnapshotFile {
  private static final String PREFIX = "snapshot-";
  private static final String TEMPORARY = ".tmp";

  private SnapshotFile() {}

  static String nameOf(long revision) {
    return "snapshot-%016x".formatted(revision);
  }

  /// Writes `state` so that it is either there whole, after any crash, or not at all. One at a
  /// time.
  static void write(Disk disk, TreeState state, long atMillis) throws IOException {
    String name = nameOf(state.revision());
    String temporary = name + TEMPORARY;
    for (String left : disk.list()) {
      if (left.startsWith(PREFIX) && left.endsWith(TEMPORARY)) {
        disk.delete(left); // of one that failed
      }
    }
    try {
      writeWhole(disk, temporary, state, atMillis);
    } catch (IOException e) {
      deleteAfter(disk, temporary, e);
      throw e;
    }
    disk.rename(temporary, name);
    disk.forceNames();
  }

  private static void deleteAfter(Disk disk, String temporary, IOException failure) {
    try {
      disk.delete(temporary);
    } catch (IOException more) {
      failure.addSuppressed(more);
    }
  }

  private static void writeWhole(Disk disk, String temporary, TreeState state, long atMillis)
      throws IOException {
    try (var file = disk.open(temporary)) {
      long[] at = {0};
      SnapshotCodec.write(
          state,
          atMillis,
          bytes -> {
            int count = bytes.remaining();
            file.write(at[0], bytes);
            at[0] += count;
          });
      file.force();
    }
  }

  static SnapshotCodec.Decoded read(DiskFile file) throws IOException {
    var buffered = new Buffered(file);
    return SnapshotCodec.read(buffered::read);
  }

  /// Reads ahead, since blocks have short headers.
  private static final class Buffered {
    private final DiskFile file;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 20).limit(0);
    private long at;

    Buffered(DiskFile file) {
      this.file = file;
    }

    void read(ByteBuffer into) throws IOException {
      while (into.hasRemaining()) {
        if (!buffer.hasRemaining()) {
          buffer.clear();
          at += file.read(at, buffer);
          buffer.flip();
          if (!buffer.hasRemaining()) {
            return;
          }
        }
        int count = Math.min(into.remaining(), buffer.remaining());
        into.put(buffer.slice(buffer.position(), count));
        buffer.position(buffer.position() + count);
      }
    }
  }
}
