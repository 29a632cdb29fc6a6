package io.bucky.config.embedded;

import io.bucky.config.Change;
import io.bucky.config.ConfigKey;
import io.bucky.config.Utf8;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The frames of a log segment: one per group commit. Layout: docs/formats/config-log.md.
///
/// ```
///   0  u32  magic
///   4  u32  payload bytes
///   8  u64  sequence: 0 for the first frame of the segment, then one more each
///  16  u32  transactions in the payload
///  20  u32  CRC-32C of salt, bytes 4..20 and payload
///  24       payload
/// ```
final class Frames {
  static final int HEADER_BYTES = 24;
  static final int MAGIC = 0x42434631; // "BCF1"
  static final int PAYLOAD_BYTES_MAX = 64 << 20;
  private static final byte REMOVED = 0;
  private static final byte PRESENT = 1;

  private Frames() {}

  /// What stands at an offset of a segment.
  sealed interface Decoded {
    record Frame(List<CommitRecord> records, int bytes) implements Decoded {}

    /// Nothing but zeros, or the end of the file.
    record End() implements Decoded {}

    record Broken(String what) implements Decoded {}
  }

  /// Bytes of its key and value.
  static int bytes(Change change) {
    return Utf8.bytes(change.key().text()) + change.value().map(Utf8::bytes).orElse(0);
  }

  /// Bytes that [#encode] will need at most.
  static int bytesMax(List<CommitRecord> records) {
    long bytes = HEADER_BYTES;
    for (CommitRecord record : records) {
      bytes += 20;
      for (Change change : record.changes()) {
        bytes += 15 + bytes(change);
      }
    }
    if (bytes > PAYLOAD_BYTES_MAX) {
      throw new IllegalArgumentException("a group of " + bytes + " bytes");
    }
    return (int) bytes;
  }

  /// Writes one frame at the position of `out`.
  static void encode(long salt, long sequence, List<CommitRecord> records, ByteBuffer out) {
    int start = out.position();
    out.position(start + HEADER_BYTES);
    for (CommitRecord record : records) {
      out.putLong(record.revision()).putLong(record.atMillis()).putInt(record.changes().size());
      for (Change change : record.changes()) {
        encode(change, out);
      }
    }
    int payloadBytes = out.position() - start - HEADER_BYTES;
    out.putInt(start, MAGIC)
        .putInt(start + 4, payloadBytes)
        .putLong(start + 8, sequence)
        .putInt(start + 16, records.size())
        .putInt(start + 20, checksum(salt, out, start, payloadBytes));
  }

  private static void encode(Change change, ByteBuffer out) {
    byte[] key = change.key().text().getBytes(StandardCharsets.UTF_8);
    out.put(change.value().isPresent() ? PRESENT : REMOVED)
        .putLong(change.version())
        .putShort((short) key.length)
        .put(key);
    if (change.value().isPresent()) {
      byte[] value = change.value().get().getBytes(StandardCharsets.UTF_8);
      out.putInt(value.length).put(value);
    }
  }

  /// Reads the frame at offset `at` of a whole segment; never throws on foreign bytes.
  static Decoded decode(long salt, long sequence, ByteBuffer segment, int at) {
    if (isZero(segment, at)) {
      return new Decoded.End();
    }
    if (segment.limit() - at < HEADER_BYTES) {
      return new Decoded.Broken("half a frame header");
    }
    if (segment.getInt(at) != MAGIC) {
      return new Decoded.Broken("no frame begins here");
    }
    int payloadBytes = segment.getInt(at + 4);
    if (payloadBytes < 0 || payloadBytes > segment.limit() - at - HEADER_BYTES) {
      return new Decoded.Broken("a frame of %d bytes".formatted(payloadBytes));
    }
    if (segment.getLong(at + 8) != sequence) {
      return new Decoded.Broken(
          "frame %d where %d belongs".formatted(segment.getLong(at + 8), sequence));
    }
    if (segment.getInt(at + 20) != checksum(salt, segment, at, payloadBytes)) {
      return new Decoded.Broken("the checksum of a frame does not match");
    }
    return payload(segment.getInt(at + 16), segment.slice(at + HEADER_BYTES, payloadBytes));
  }

  /// Whether a frame of this segment that was written later than `sequence` begins anywhere after
  /// `at`: then what is broken at `at` is not the torn end of the log.
  static boolean laterFrameFollows(long salt, long sequence, ByteBuffer segment, int at) {
    for (int i = at + 1; i <= segment.limit() - HEADER_BYTES; i++) {
      if (segment.getInt(i) == MAGIC) {
        int payloadBytes = segment.getInt(i + 4);
        if (payloadBytes >= 0
            && payloadBytes <= segment.limit() - i - HEADER_BYTES
            && segment.getLong(i + 8) > sequence
            && segment.getInt(i + 20) == checksum(salt, segment, i, payloadBytes)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isZero(ByteBuffer segment, int at) {
    int end = segment.limit();
    int i = at;
    for (; i + 8 <= end; i += 8) {
      if (segment.getLong(i) != 0) {
        return false;
      }
    }
    for (; i < end; i++) {
      if (segment.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private static int checksum(long salt, ByteBuffer frame, int start, int payloadBytes) {
    var crc = new CRC32C();
    crc.update(ByteBuffer.allocate(8).putLong(0, salt));
    crc.update(frame.slice(start + 4, 16));
    crc.update(frame.slice(start + HEADER_BYTES, payloadBytes));
    return (int) crc.getValue();
  }

  private static Decoded payload(int transactions, ByteBuffer in) {
    int payloadBytes = in.remaining();
    var records = new ArrayList<CommitRecord>();
    for (int i = 0; i < transactions; i++) {
      if (in.remaining() < 20) {
        return new Decoded.Broken("a transaction is cut off");
      }
      int before = in.position();
      long revision = in.getLong();
      long atMillis = in.getLong();
      int count = in.getInt();
      var changes = new ArrayList<Change>();
      for (int j = 0; j < count; j++) {
        Optional<Change> change = change(revision, in);
        if (change.isEmpty()) {
          return new Decoded.Broken("a change is malformed");
        }
        changes.add(change.get());
      }
      records.add(new CommitRecord(revision, atMillis, changes, in.position() - before));
    }
    return in.hasRemaining()
        ? new Decoded.Broken("%d bytes too many in a frame".formatted(in.remaining()))
        : new Decoded.Frame(List.copyOf(records), HEADER_BYTES + payloadBytes);
  }

  private static Optional<Change> change(long revision, ByteBuffer in) {
    if (in.remaining() < 11) {
      return Optional.empty();
    }
    byte kind = in.get();
    long version = in.getLong();
    Optional<ConfigKey> key =
        text(in, Short.toUnsignedInt(in.getShort()))
            .flatMap(text -> ConfigKey.parse(text).toOptional().filter(k -> k.text().equals(text)));
    if (key.isEmpty() || version < 1) {
      return Optional.empty();
    }
    if (kind == REMOVED) {
      return Optional.of(new Change(revision, key.get(), Optional.empty(), version));
    }
    if (kind != PRESENT || in.remaining() < 4) {
      return Optional.empty();
    }
    return text(in, in.getInt()).map(v -> new Change(revision, key.get(), Optional.of(v), version));
  }

  /// The next `bytes` bytes as text; empty if there are fewer, or if they are not UTF-8.
  static Optional<String> text(ByteBuffer in, int bytes) {
    if (bytes < 0 || bytes > in.remaining()) {
      return Optional.empty();
    }
    int at = in.position();
    in.position(at + bytes);
    String text =
        in.hasArray()
            ? new String(in.array(), in.arrayOffset() + at, bytes, StandardCharsets.UTF_8)
            : new String(copy(in, at, bytes), StandardCharsets.UTF_8);
    boolean doubtful = text.indexOf('\ufffd') >= 0; // what malformed bytes become
    return doubtful && !isUtf8(copy(in, at, bytes)) ? Optional.empty() : Optional.of(text);
  }

  private static byte[] copy(ByteBuffer in, int at, int bytes) {
    byte[] copy = new byte[bytes];
    in.get(at, copy);
    return copy;
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      CharBuffer _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException _) {
      return false;
    }
  }
}
