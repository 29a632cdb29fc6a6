package io.bucky.config.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bucky.base.Time;
import io.bucky.config.Commit;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigUnavailable;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.config.testing.MemoryConfig;
import io.bucky.config.testing.SimDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Compaction on a disk that is nearly full.
class CompactionRoomTest {
  private static final ConfigKey KEY = ConfigKey.of("a");
  private static final int VALUE_BYTES = 200_000;
  private static final Duration BOUND = Duration.ofSeconds(10);

  private static void set(EmbeddedStore store, String value) throws InterruptedException {
    assertThat(store.commit(Transaction.of(new Mutation.Set(KEY, value))))
        .isInstanceOf(Commit.Applied.class);
  }

  private static String value(int number) {
    return Integer.toString(number % 10).repeat(VALUE_BYTES);
  }

  @Test
  void aSnapshotThatFailsLeavesNothing() {
    var disk = SimDisk.seeded(1).failNext(SimDisk.Kind.WRITE);

    assertThatThrownBy(() -> SnapshotFile.write(disk, TreeState.EMPTY, 0))
        .isInstanceOf(IOException.class);
    assertThat(listed(disk)).isEmpty();
  }

  @Test
  void whatAnEarlierSnapshotLeftGoes() throws IOException {
    var disk = SimDisk.seeded(2);
    disk.open(SnapshotFile.nameOf(7) + ".tmp").close();

    SnapshotFile.write(disk, TreeState.EMPTY, 0);

    assertThat(listed(disk)).containsExactly(SnapshotFile.nameOf(0));
  }

  @Test
  void aSnapshotThatHasNoRoomIsNotBegun() throws InterruptedException {
    var disk = SimDisk.seeded(3);
    var limits = new StoreLimits(1 << 10, 1 << 20, 8 << 20, 64 << 10, 100);
    try (var store = MemoryConfig.open(disk, limits)) {
      set(store, value(1));
      set(store, value(2));
      disk.capacity(disk.usedBytes() + limits.freeBytesMin() + VALUE_BYTES);

      store.compact();

      assertThat(listed(disk)).containsExactly(Segment.nameOf(1));
      set(store, value(3));

      disk.capacity(Long.MAX_VALUE);
      store.compact();
      assertThat(listed(disk)).containsExactly(Segment.nameOf(4), SnapshotFile.nameOf(3));
    }
  }

  @Test
  void aStoreThatTakesNoMoreWritesMakesRoomFromWhatIsKeptForASnapshot()
      throws InterruptedException {
    var disk = SimDisk.seeded(4);
    var limits = new StoreLimits(1 << 10, 1 << 20, 1 << 20, 8 << 20, 100);
    try (var store = MemoryConfig.open(disk, limits)) {
      set(store, "first");
      disk.capacity(disk.usedBytes() + limits.freeBytesMin() + (2 << 20));
      int written = 0;
      boolean refused = false;
      while (!refused) {
        try {
          set(store, value(written));
          written++;
        } catch (ConfigUnavailable e) {
          refused = true;
        }
      }
      assertThat(written).isBetween(5, 20);

      long until = System.nanoTime() + BOUND.toNanos();
      while (listed(disk).stream().noneMatch(name -> name.startsWith("snapshot-"))) {
        assertThat(System.nanoTime()).as("it is never compacted").isLessThan(until);
        Time.system().sleep(Duration.ofMillis(5));
      }
      store.compact();
      set(store, "it goes on");
      assertThat(store.get(KEY).map(Entry::value)).contains("it goes on");
    }
  }

  private static List<String> listed(SimDisk disk) {
    try {
      return disk.list();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
