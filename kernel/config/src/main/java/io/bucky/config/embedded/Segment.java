package io.bucky.config.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/// The log file that is being written. Belongs to the writer thread.
///
/// Its end is filled with zeros ahead of the frames: a force then has no new length to write, which
/// makes it a third faster.
///
/// ```
///   0  u64 magic | 8 u32 format | 12 u32 CRC-32C of bytes 16..32 | 16 u64 first revision | 24 u64 salt
///  32  frames
/// ```
///
/// The salt keeps bytes that somebody stored as a value from being taken for a frame.
final class Segment implements AutoCloseable {
  static final long MAGIC = 0x4255434b594c4f47L; // "BUCKYLOG"
  static final int FORMAT = 1;
  static final int HEADER_BYTES = 32;
  private static final String TEMPORARY = ".tmp";
  static final int AHEAD_BYTES_MAX = 1 << 20;

  private final String name;
  private final Disk.DiskFile file;
  private final long salt;
  private final long aheadBytes;
  private long sequence;
  private long end;
  private long allocated;

  /// @param limits for how far the file is filled ahead
  /// @param end where the next frame goes
  Segment(
      String name,
      Disk.DiskFile file,
      StoreLimits limits,
      long salt,
      long sequence,
      long end,
      long allocated) {
    this.name = name;
    this.file = file;
    this.salt = salt;
    this.aheadBytes = Math.min(AHEAD_BYTES_MAX, limits.segmentBytesMax());
    this.sequence = sequence;
    this.end = end;
    this.allocated = allocated;
  }

  static String nameOf(long firstRevision) {
    return "log-%016x".formatted(firstRevision);
  }

  /// Makes the file for the commits from `firstRevision` on, and names it durably.
  static Segment create(Disk disk, StoreLimits limits, long firstRevision, long salt)
      throws IOException {
    var segment = prepare(disk, limits, firstRevision, salt);
    try {
      segment.publish(disk);
      return segment;
    } catch (IOException e) {
      closeAfter(segment.file, e);
      throw e;
    }
  }

  /// Makes the file under a temporary name, which [#publish] or the next start removes.
  static Segment prepare(Disk disk, StoreLimits limits, long firstRevision, long salt)
      throws IOException {
    String name = nameOf(firstRevision);
    disk.delete(name + TEMPORARY);
    var file = disk.open(name + TEMPORARY);
    try {
      file.write(0, header(firstRevision, salt));
      file.force();
      return new Segment(name, file, limits, salt, 0, HEADER_BYTES, HEADER_BYTES);
    } catch (IOException e) {
      closeAfter(file, e);
      throw e;
    }
  }

  /// Gives it its name. After a failure it is not known which name it has after a crash.
  void publish(Disk disk) throws IOException {
    disk.rename(name + TEMPORARY, name);
    disk.forceNames();
  }

  private static void closeAfter(Disk.DiskFile file, IOException failure) {
    try {
      file.close();
    } catch (IOException more) {
      failure.addSuppressed(more);
    }
  }

  private static ByteBuffer header(long firstRevision, long salt) {
    var header = ByteBuffer.allocate(HEADER_BYTES);
    header.putLong(0, MAGIC).putInt(8, FORMAT).putLong(16, firstRevision).putLong(24, salt);
    return header.putInt(12, headerChecksum(header));
  }

  static int headerChecksum(ByteBuffer header) {
    var crc = new CRC32C();
    crc.update(header.slice(16, 16));
    return (int) crc.getValue();
  }

  String name() {
    return name;
  }

  long bytes() {
    return end;
  }

  long salt() {
    return salt;
  }

  long sequence() {
    return sequence;
  }

  /// Whether a frame of `bytes` needs the file to grow.
  boolean mustGrow(int bytes) {
    return end + bytes > allocated;
  }

  /// Writes `frame` at the end, which stays where it is until [#forced].
  void write(ByteBuffer frame) throws IOException {
    int bytes = frame.remaining();
    if (mustGrow(bytes)) {
      grow(end + bytes);
    }
    file.write(end, frame);
  }

  private void grow(long least) throws IOException {
    long wanted = least + aheadBytes;
    var zeros = ByteBuffer.allocateDirect(64 << 10);
    for (long at = Math.max(allocated, end); at < wanted; at += zeros.capacity()) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), wanted - at));
      file.write(at, zeros);
    }
    allocated = wanted;
  }

  void force() throws IOException {
    file.force();
  }

  /// The frame just written is durable: the next goes after it.
  void forced(int bytes) {
    end += bytes;
    sequence++;
  }

  /// Cuts off what stands behind the last frame: zeros, or the rest of a write that failed.
  void trim() throws IOException {
    file.truncate(end);
    file.force();
    allocated = end;
  }

  /// Writes an empty frame and trims: a later reader then knows that nothing was torn.
  void seal() throws IOException {
    var frame = ByteBuffer.allocate(Frames.HEADER_BYTES);
    Frames.encode(salt, sequence, List.of(), frame);
    file.write(end, frame.flip());
    forced(Frames.HEADER_BYTES);
    trim();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
