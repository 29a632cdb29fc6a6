package io.bucky.config.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The snapshot file, which is also the backup file: a whole tree with removed keys' counters.
/// Layout: docs/formats/config-log.md.
///
/// ```
/// header   0 u64 magic | 8 u32 format | 12 u32 CRC-32C of the rest | 16 u64 revision
///         24 u64 keys | 32 u64 written at, milliseconds | 40 u64 floor, only in format 2
/// block    0 u32 payload bytes | 4 u32 CRC-32C of block number (u64) and payload | 8 payload
/// end      a block of 0 bytes
/// ```
final class SnapshotCodec {
  static final long MAGIC = 0x4255434b59534e50L; // "BUCKYSNP"

  /// Without a floor; what older versions read too.
  static final int FORMAT_PLAIN = 1;

  static final int FORMAT_FLOOR = 2;
  static final int HEADER_BYTES = 40;
  private static final int FLOOR_BYTES = 8;
  private static final int BLOCK_HEADER_BYTES = 8;
  private static final int BLOCK_BYTES = 256 << 10;
  private static final int BLOCK_BYTES_MAX = 4 << 20;

  private SnapshotCodec() {}

  /// Where the bytes go.
  interface Sink {
    void write(ByteBuffer bytes) throws IOException;
  }

  /// Where the bytes come from.
  interface Source {
    /// Fills `into` as far as there are bytes left.
    void read(ByteBuffer into) throws IOException;
  }

  /// What a file holds.
  sealed interface Decoded {
    record Tree(TreeState state) implements Decoded {}

    /// @param at about where in the file
    record Broken(long at, String what) implements Decoded {}

    record NewerFormat(int format) implements Decoded {}
  }

  static void write(TreeState state, long atMillis, Sink sink) throws IOException {
    var writer = new Writer(sink);
    boolean plain = state.floor() == 0;
    var header = ByteBuffer.allocate(plain ? HEADER_BYTES : HEADER_BYTES + FLOOR_BYTES);
    header.putLong(0, MAGIC).putInt(8, plain ? FORMAT_PLAIN : FORMAT_FLOOR);
    header.putLong(16, state.revision()).putLong(24, state.tree().size()).putLong(32, atMillis);
    if (!plain) {
      header.putLong(HEADER_BYTES, state.floor());
    }
    header.putInt(12, headerChecksum(header));
    sink.write(header);
    state.tree().scan("", writer::add);
    writer.finish();
  }

  private static int headerChecksum(ByteBuffer header) {
    return crc(0, header.slice(16, header.capacity() - 16), false);
  }

  private static int crc(long block, ByteBuffer payload, boolean numbered) {
    var crc = new CRC32C();
    if (numbered) {
      crc.update(ByteBuffer.allocate(8).putLong(0, block));
    }
    crc.update(payload.duplicate());
    return (int) crc.getValue();
  }

  /// Gathers entries into blocks; keeps the first failure, since a visitor of the tree cannot
  /// throw.
  private static final class Writer {
    private final Sink sink;
    private ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).position(BLOCK_HEADER_BYTES);
    private long blocks;
    private @Nullable IOException failure;

    Writer(Sink sink) {
      this.sink = sink;
    }

    boolean add(String key, Slot slot) {
      byte[] name = key.getBytes(StandardCharsets.UTF_8);
      String text = slot.value();
      byte @Nullable [] value = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
      int need = 15 + name.length + (value == null ? 0 : value.length);
      try {
        if (block.remaining() < need && block.position() > BLOCK_HEADER_BYTES) {
          flush();
        }
        if (block.remaining() < need) {
          block = ByteBuffer.allocate(need + BLOCK_HEADER_BYTES).position(BLOCK_HEADER_BYTES);
        }
        block.put((byte) (value == null ? 0 : 1)).putLong(slot.version());
        block.putShort((short) name.length).put(name);
        if (value != null) {
          block.putInt(value.length).put(value);
        }
        return true;
      } catch (IOException e) {
        failure = e;
        return false;
      }
    }

    private void flush() throws IOException {
      int payloadBytes = block.position() - BLOCK_HEADER_BYTES;
      block.putInt(0, payloadBytes);
      block.putInt(4, crc(blocks++, block.slice(BLOCK_HEADER_BYTES, payloadBytes), true));
      sink.write(block.flip());
      block.clear().position(BLOCK_HEADER_BYTES);
    }

    void finish() throws IOException {
      if (failure != null) {
        throw failure;
      }
      if (block.position() > BLOCK_HEADER_BYTES) {
        flush();
      }
      flush();
    }
  }

  /// Reads a whole file; never throws on foreign bytes.
  static Decoded read(Source source) throws IOException {
    ByteBuffer header = fill(source, HEADER_BYTES);
    if (header.remaining() < HEADER_BYTES || header.getLong(0) != MAGIC) {
      return new Decoded.Broken(0, "this is not a snapshot of system config");
    }
    int format = header.getInt(8);
    if (format != FORMAT_PLAIN && format != FORMAT_FLOOR) {
      return format > FORMAT_FLOOR
          ? new Decoded.NewerFormat(format)
          : new Decoded.Broken(8, "unknown format " + format);
    }
    if (format == FORMAT_FLOOR) {
      header = withFloor(header, fill(source, FLOOR_BYTES));
    }
    if (header.getInt(12) != headerChecksum(header)) {
      return new Decoded.Broken(12, "the checksum of the header does not match");
    }
    long floor = format == FORMAT_FLOOR ? header.getLong(HEADER_BYTES) : 0;
    if (floor < 0) {
      return new Decoded.Broken(HEADER_BYTES, "the floor is negative");
    }
    var builder = new KeyTree.Builder();
    int live = 0;
    long at = header.capacity();
    for (long block = 0; ; block++) {
      ByteBuffer prefix = fill(source, BLOCK_HEADER_BYTES);
      int payloadBytes = prefix.remaining() < BLOCK_HEADER_BYTES ? -1 : prefix.getInt(0);
      if (payloadBytes < 0 || payloadBytes > BLOCK_BYTES_MAX) {
        return new Decoded.Broken(at, "the file ends early, or a block's length is wrong");
      }
      ByteBuffer payload = fill(source, payloadBytes);
      if (payload.remaining() < payloadBytes || prefix.getInt(4) != crc(block, payload, true)) {
        return new Decoded.Broken(at, "the checksum of a block does not match");
      }
      if (payloadBytes == 0) {
        break;
      }
      int added = entries(payload, builder);
      if (added < 0) {
        return new Decoded.Broken(at, "an entry is malformed");
      }
      live += added;
      at += BLOCK_HEADER_BYTES + payloadBytes;
    }
    KeyTree tree = builder.build();
    return tree.size() == header.getLong(24) && header.getLong(16) >= 0
        ? new Decoded.Tree(new TreeState(tree, header.getLong(16), live, floor))
        : new Decoded.Broken(24, "%d keys, not %d".formatted(tree.size(), header.getLong(24)));
  }

  /// A floor that is cut off leaves zeros, which the checksum then tells.
  private static ByteBuffer withFloor(ByteBuffer header, ByteBuffer floor) {
    return ByteBuffer.allocate(HEADER_BYTES + FLOOR_BYTES).put(header).put(floor).rewind();
  }

  private static ByteBuffer fill(Source source, int bytes) throws IOException {
    var buffer = ByteBuffer.allocate(bytes);
    source.read(buffer);
    return buffer.flip();
  }

  /// @return how many of them are live; -1 if one is malformed
  private static int entries(ByteBuffer in, KeyTree.Builder builder) {
    int live = 0;
    while (in.hasRemaining()) {
      if (in.remaining() < 11) {
        return -1;
      }
      byte kind = in.get();
      long version = in.getLong();
      Optional<String> key = Frames.text(in, Short.toUnsignedInt(in.getShort()));
      Optional<String> value = Optional.empty();
      if (kind == 1) {
        value = in.remaining() < 4 ? Optional.empty() : Frames.text(in, in.getInt());
        live++;
      }
      boolean whole = (kind == 0 || (kind == 1 && value.isPresent())) && version >= 1;
      if (!whole
          || key.isEmpty()
          || !builder.add(key.get(), new Slot(value.orElse(null), version))) {
        return -1;
      }
    }
    return live;
  }
}
