package io.bucky.config.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.config.Change;
import io.bucky.config.ConfigKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// Records and snapshots: what is written is read, and nothing else is.
class DecoderTest {
  private static final long SALT = 42;

  /// Made from docs/formats/config-log.md by hand, not by the codec.
  private static final String FORMAT_1 =
      "4255434b59534e5000000001301b66c90000000000000009000000000000000200000000"
          + "000000010000001dec6deaa5010000000000000002000161000000017800000000000000"
          + "0005000162000000007e433189";

  private static final String FORMAT_2 =
      "4255434b59534e50000000024fd2dd330000000000000009000000000000000200000000"
          + "0000000100000000000000070000001dec6deaa501000000000000000200016100000001"
          + "78000000000000000005000162000000007e433189";

  private static CommitRecord record(long revision, List<String> values) {
    var changes = new ArrayList<Change>();
    int bytes = 0;
    for (int i = 0; i < values.size(); i++) {
      Optional<String> value =
          i % 3 == 2
              ? Optional.empty()
              : Optional.of(values.get(i).replaceAll("[\ud800-\udfff]", "?"));
      changes.add(new Change(revision, ConfigKey.of("k/" + i), value, i + 1L));
      bytes += 3 * values.get(i).length() + 10;
    }
    return new CommitRecord(revision, 7, changes, bytes);
  }

  @Property(tries = 300)
  void aFrameIsReadAsItWasWritten(@ForAll @Size(max = 8) List<String> values) {
    var records = List.of(record(5, values), record(6, values));
    ByteBuffer bytes = ByteBuffer.allocate(Frames.bytesMax(records) + 64);
    Frames.encode(SALT, 3, records, bytes);
    int length = bytes.position();
    bytes.rewind();

    assertThat(Frames.decode(SALT, 3, bytes, 0))
        .isInstanceOfSatisfying(
            Frames.Decoded.Frame.class,
            frame -> {
              assertThat(frame.bytes()).isEqualTo(length);
              assertThat(frame.records().stream().map(CommitRecord::changes))
                  .isEqualTo(records.stream().map(CommitRecord::changes).toList());
            });
    assertThat(Frames.decode(SALT, 4, bytes, 0)).isInstanceOf(Frames.Decoded.Broken.class);
    assertThat(Frames.decode(SALT + 1, 3, bytes, 0)).isInstanceOf(Frames.Decoded.Broken.class);
  }

  @Property(tries = 500)
  void aChangedByteIsNoticed(
      @ForAll @IntRange(max = 100) int at, @ForAll @IntRange(min = 1, max = 255) int change) {
    var records = List.of(record(5, List.of("some", "values", "here")));
    ByteBuffer bytes = ByteBuffer.allocate(Frames.bytesMax(records));
    Frames.encode(SALT, 0, records, bytes);
    bytes.flip();
    int where = at % bytes.limit();
    bytes.put(where, (byte) (bytes.get(where) ^ change));

    assertThat(Frames.decode(SALT, 0, bytes, 0)).isInstanceOf(Frames.Decoded.Broken.class);
  }

  @Property
  void noBytesMakeTheFrameDecoderThrow(@ForAll @Size(max = 96) byte[] noise) {
    assertThat(Frames.decode(SALT, 0, ByteBuffer.wrap(noise), 0)).isNotNull();
    ByteBuffer begun = ByteBuffer.allocate(noise.length + 4).putInt(Frames.MAGIC).put(noise);
    assertThat(Frames.decode(SALT, 0, begun.rewind(), 0)).isNotNull();
    assertThat(Frames.laterFrameFollows(SALT, 0, begun.rewind(), 0)).isFalse();
  }

  @Property
  void noBytesMakeTheSnapshotDecoderThrow(@ForAll @Size(max = 96) byte[] noise) throws IOException {
    assertThat(read(noise)).isInstanceOf(SnapshotCodec.Decoded.Broken.class);
  }

  @Property(tries = 200)
  void aTreeSurvivesItsSnapshot(
      @ForAll @Size(max = 40) Map<Integer, Integer> entries,
      @ForAll @LongRange(min = 0, max = 3) long floor)
      throws IOException {
    KeyTree tree = KeyTree.EMPTY;
    int live = 0;
    for (var entry : entries.entrySet()) {
      boolean removed = entry.getValue() % 3 == 0;
      live += removed ? 0 : 1;
      tree = tree.with("k/" + entry.getKey(), new Slot(removed ? null : "v" + entry.getValue(), 3));
    }
    byte[] written = written(new TreeState(tree, 9, live, floor));

    int expected = live;
    assertThat(read(written))
        .isInstanceOfSatisfying(
            SnapshotCodec.Decoded.Tree.class,
            decoded -> {
              assertThat(decoded.state().revision()).isEqualTo(9);
              assertThat(decoded.state().floor()).isEqualTo(floor);
              assertThat(decoded.state().liveKeys()).isEqualTo(expected);
              assertThat(all(decoded.state().tree())).hasSize(entries.size());
            });
  }

  private static byte[] written(TreeState state) throws IOException {
    var out = new ByteArrayOutputStream();
    SnapshotCodec.write(
        state,
        1,
        bytes -> {
          byte[] copy = new byte[bytes.remaining()];
          bytes.get(copy);
          out.writeBytes(copy);
        });
    return out.toByteArray();
  }

  /// One live key, one removed.
  private static TreeState small(long floor) {
    KeyTree tree = KeyTree.EMPTY.with("a", new Slot("x", 2)).with("b", new Slot(null, 5));
    return new TreeState(tree, 9, 1, floor);
  }

  @Test
  void aSnapshotWithoutAFloorIsWrittenAndReadAsInFormat1() throws IOException {
    byte[] golden = HexFormat.of().parseHex(FORMAT_1);

    assertThat(written(small(0))).isEqualTo(golden);
    assertThat(read(golden))
        .isInstanceOfSatisfying(
            SnapshotCodec.Decoded.Tree.class,
            decoded -> {
              assertThat(decoded.state().floor()).isZero();
              assertThat(all(decoded.state().tree())).isEqualTo(all(small(0).tree()));
            });
  }

  @Test
  void aSnapshotWithAFloorIsFormat2AndEachOfItsBytesCounts() throws IOException {
    byte[] golden = HexFormat.of().parseHex(FORMAT_2);
    assertThat(written(small(7))).isEqualTo(golden);

    for (int at = 0; at < golden.length; at++) {
      byte[] changed = golden.clone();
      changed[at] ^= 1;
      assertThat(read(changed)).as("byte %d", at).isNotInstanceOf(SnapshotCodec.Decoded.Tree.class);
      assertThat(read(Arrays.copyOf(golden, at)))
          .as("the first %d bytes", at)
          .isInstanceOf(SnapshotCodec.Decoded.Broken.class);
    }
  }

  @Test
  void aFormatOfALaterVersionIsNamed() throws IOException {
    byte[] later = HexFormat.of().parseHex(FORMAT_2);
    later[11] = 3;

    assertThat(read(later)).isEqualTo(new SnapshotCodec.Decoded.NewerFormat(3));
  }

  private static SnapshotCodec.Decoded read(byte[] bytes) throws IOException {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    return SnapshotCodec.read(into -> {
      int count = Math.min(into.remaining(), source.remaining());
      into.put(source.slice(source.position(), count));
      source.position(source.position() + count);
    });
  }

  private static Map<String, Slot> all(KeyTree tree) {
    var all = new HashMap<String, Slot>();
    tree.scan(
        "",
        (key, slot) -> {
          all.put(key, slot);
          return true;
        });
    return all;
  }

  @Test
  void aTreeAgreesWithASortedMapOnEveryWrite() {
    var random = new java.util.SplittableRandom(3);
    var oracle = new java.util.TreeMap<String, Slot>();
    KeyTree tree = KeyTree.EMPTY;
    for (int i = 0; i < 20_000; i++) {
      String key = "k/" + random.nextInt(8_000);
      var slot = new Slot("v" + i, i);
      oracle.put(key, slot);
      tree = tree.with(key, slot);
    }
    assertThat(tree.size()).isEqualTo(oracle.size());
    assertThat(all(tree)).isEqualTo(oracle);
    String from = "k/4";
    var tail = new ArrayList<String>();
    tree.scan(from, (key, _) -> tail.add(key));
    assertThat(tail).containsExactlyElementsOf(oracle.tailMap(from).keySet());
    for (String key : oracle.keySet()) {
      assertThat(tree.find(key)).isEqualTo(oracle.get(key));
    }
  }
}
