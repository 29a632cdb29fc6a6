package io.bucky.config.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.config.Change;
import io.bucky.config.ConfigKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// Records and snapshots: what is written is read, and nothing else is.
class DecoderTest {
  private static final long SALT = 42;

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
  void aTreeSurvivesItsSnapshot(@ForAll @Size(max = 40) Map<Integer, Integer> entries)
      throws IOException {
    KeyTree tree = KeyTree.EMPTY;
    int live = 0;
    for (var entry : entries.entrySet()) {
      boolean removed = entry.getValue() % 3 == 0;
      live += removed ? 0 : 1;
      tree = tree.with("k/" + entry.getKey(), new Slot(removed ? null : "v" + entry.getValue(), 3));
    }
    var out = new ByteArrayOutputStream();
    SnapshotCodec.write(
        new TreeState(tree, 9, live),
        1,
        bytes -> {
          byte[] copy = new byte[bytes.remaining()];
          bytes.get(copy);
          out.writeBytes(copy);
        });

    int expected = live;
    assertThat(read(out.toByteArray()))
        .isInstanceOfSatisfying(
            SnapshotCodec.Decoded.Tree.class,
            decoded -> {
              assertThat(decoded.state().revision()).isEqualTo(9);
              assertThat(decoded.state().liveKeys()).isEqualTo(expected);
              assertThat(all(decoded.state().tree())).hasSize(entries.size());
            });
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
