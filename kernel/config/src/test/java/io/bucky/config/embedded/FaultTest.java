package io.bucky.config.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.config.Commit;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigUnavailable;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.config.WatchStep;
import io.bucky.config.testing.MemoryConfig;
import io.bucky.config.testing.SimDisk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a disk can do to a store.
class FaultTest {
  private static final ConfigKey KEY = ConfigKey.of("a");
  private static final StoreLimits LIMITS =
      new StoreLimits(1 << 10, 1 << 20, 1 << 20, 64 << 10, 100);

  private static void set(EmbeddedStore store, String value) throws InterruptedException {
    assertThat(store.commit(Transaction.of(new Mutation.Set(KEY, value))))
        .isInstanceOf(Commit.Applied.class);
  }

  @Test
  void aFullDiskRefusesWritesReadsGoOnAndItHeals() throws InterruptedException {
    var disk = SimDisk.seeded(1);
    try (var store = MemoryConfig.open(disk, LIMITS)) {
      set(store, "before");
      disk.capacity(disk.usedBytes());
      String large = "x".repeat(600_000);

      assertThatThrownBy(
              () -> {
                set(store, large);
                set(store, large);
              })
          .isInstanceOf(ConfigUnavailable.class)
          .hasMessageContaining("free some space");
      assertThat(store.get(KEY)).isPresent();
      assertThat(store.failure()).isEmpty();

      disk.capacity(Long.MAX_VALUE);
      set(store, "after");
      assertThat(store.get(KEY).map(Entry::value)).contains("after");
    }
    try (var again = MemoryConfig.open(disk, LIMITS)) {
      assertThat(again.get(KEY).map(Entry::value)).contains("after");
    }
  }

  @Test
  void aFailedWriteIsNotAppliedAndTheNextOneIs() throws InterruptedException {
    var disk = SimDisk.seeded(2);
    try (var store = MemoryConfig.open(disk, LIMITS)) {
      set(store, "one");
      disk.failNext(SimDisk.Kind.WRITE);

      assertThatThrownBy(() -> set(store, "two".repeat(100))).isInstanceOf(ConfigUnavailable.class);
      assertThat(store.get(KEY)).contains(new Entry("one", 1));

      set(store, "three");
    }
    try (var again = MemoryConfig.open(disk, LIMITS)) {
      assertThat(again.get(KEY)).contains(new Entry("three", 2));
    }
  }

  @Test
  void aFailedForceStopsTheStoreForGood() throws InterruptedException {
    var disk = SimDisk.seeded(3);
    try (var store = MemoryConfig.open(disk, LIMITS)) {
      set(store, "one");
      disk.failNext(SimDisk.Kind.FORCE);

      assertThatThrownBy(() -> set(store, "two")).isInstanceOf(ConfigUnavailable.class);
      assertThatThrownBy(() -> set(store, "three"))
          .isInstanceOf(ConfigUnavailable.class)
          .hasMessageContaining("until it is restarted");
      assertThat(store.get(KEY)).contains(new Entry("one", 1));
      assertThat(store.failure()).isPresent();
    }
    try (var again = MemoryConfig.open(disk, LIMITS)) {
      set(again, "four");
    }
  }

  @Test
  void aBitThatTurnedOverInTheMiddleStopsTheOpening() throws InterruptedException {
    var disk = SimDisk.seeded(4);
    try (var store = MemoryConfig.open(disk, LIMITS)) {
      for (int i = 0; i < 10; i++) {
        set(store, "value " + i);
      }
    }
    disk.flipBit(Segment.nameOf(1), Segment.HEADER_BYTES + 30, 3);

    assertThatThrownBy(() -> MemoryConfig.open(disk, LIMITS))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining(Segment.nameOf(1))
        .hasMessageContaining("byte 32")
        .hasMessageContaining("bucky config restore");
  }

  @Test
  void aBitThatTurnedOverAnywhereIsNeverReadAsData() throws InterruptedException {
    var random = new SplittableRandom(5);
    for (int round = 0; round < 200; round++) {
      var disk = SimDisk.seeded(round);
      try (var store = MemoryConfig.open(disk, LIMITS)) {
        for (int i = 0; i < 5; i++) {
          set(store, "value " + i);
        }
        if (round % 2 == 0) {
          store.compact();
          set(store, "value 5");
        }
      }
      String name = pick(disk, random);
      // The last frame of a log only says that it was closed: without it nothing is lost.
      long data = bytes(disk, name) - (name.startsWith("log-") ? Frames.HEADER_BYTES : 0);
      disk.flipBit(name, random.nextLong(data), random.nextInt(8));

      assertThatThrownBy(() -> MemoryConfig.open(disk, LIMITS))
          .as("round %d, %s", round, name)
          .isInstanceOf(StoreFailure.class);
    }
  }

  private static long bytes(SimDisk disk, String name) {
    try (var file = disk.open(name)) {
      return file.bytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String pick(SimDisk disk, SplittableRandom random) {
    try {
      var names = disk.list();
      return names.get(random.nextInt(names.size()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aMissingLogIsFoundOut() throws InterruptedException, IOException {
    var disk = SimDisk.seeded(6);
    try (var store = MemoryConfig.open(disk, LIMITS)) {
      set(store, "one");
      store.compact();
    }
    for (String name : disk.list()) {
      if (name.startsWith("log-")) {
        disk.delete(name);
      }
    }

    assertThatThrownBy(() -> MemoryConfig.open(disk, LIMITS))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("is missing");
  }

  @Test
  void compactionKeepsEverythingAndLeavesOneSnapshotAndOneLog()
      throws InterruptedException, IOException {
    var disk = SimDisk.seeded(7);
    try (var store = MemoryConfig.open(disk, LIMITS)) {
      for (int i = 0; i < 300; i++) {
        var key = ConfigKey.of("k/" + i % 50);
        assertThat(store.commit(Transaction.of(new Mutation.Set(key, "v" + i))))
            .isInstanceOf(Commit.Applied.class);
      }
      set(store, "x");
      assertThat(store.commit(Transaction.of(new Mutation.Delete(KEY))))
          .isInstanceOf(Commit.Applied.class);
      store.compact();
    }
    assertThat(disk.list()).hasSize(2);
    try (var again = MemoryConfig.open(disk, LIMITS)) {
      assertThat(again.snapshot("k").entries()).hasSize(50);
      assertThat(again.get(ConfigKey.of("k/49"))).contains(new Entry("v299", 6));
      set(again, "back");
      assertThat(again.get(KEY)).contains(new Entry("back", 3));
      assertThat(again.snapshot("").revision()).isEqualTo(303);
    }
  }

  @Test
  void theLogIsCompactedByItself() throws InterruptedException, IOException {
    var disk = SimDisk.seeded(8);
    String large = "y".repeat(200_000);
    try (var store = MemoryConfig.open(disk, LIMITS)) {
      for (int i = 0; i < 30; i++) {
        set(store, large + i);
      }
      store.compact();
      assertThat(disk.usedBytes()).isLessThan(4L << 20);
      assertThat(disk.list()).hasSize(2);
    }
  }

  @Test
  void aWatchBehindTheHistoryIsToldSo() throws InterruptedException {
    var limits = new StoreLimits(16, 1 << 20, 1 << 20, 0, 100);
    try (var store = MemoryConfig.open(SimDisk.seeded(9), limits)) {
      for (int i = 0; i < 100; i++) {
        set(store, "v" + i);
      }
      try (var watch = store.watch("", 3);
          var recent = store.watch("", 90)) {
        assertThat(watch.next(Duration.ofSeconds(5))).isEqualTo(new WatchStep.Compacted(84));
        assertThat(recent.next(Duration.ofSeconds(5)))
            .isInstanceOfSatisfying(
                WatchStep.Changes.class, step -> assertThat(step.changes()).hasSize(10));
      }
    }
  }

  @Test
  void aSecondProcessIsKeptOut(@TempDir Path directory) throws IOException {
    try (var _ = EmbeddedStore.open(FileDisk.at(directory), Time.system())) {
      assertThatThrownBy(() -> EmbeddedStore.open(FileDisk.at(directory), Time.system()))
          .isInstanceOfSatisfying(
              StoreFailure.class,
              failure -> assertThat(failure.code()).isEqualTo(StoreFailure.Code.IN_USE));
    }
    EmbeddedStore.open(FileDisk.at(directory), Time.system()).close();
  }

  @Test
  void aBackupRestoresIntoAnEmptyDirectory(@TempDir Path directory)
      throws IOException, InterruptedException {
    var bytes = new ByteArrayOutputStream();
    try (var store = MemoryConfig.open(SimDisk.seeded(10), LIMITS)) {
      set(store, "one");
      set(store, "two");
      store.backup(bytes);
    }

    EmbeddedStore.restore(
        FileDisk.at(directory), new ByteArrayInputStream(bytes.toByteArray()), new SecureRandom());

    try (var again = EmbeddedStore.open(FileDisk.at(directory), Time.system())) {
      assertThat(again.get(KEY)).contains(new Entry("two", 2));
      assertThat(again.snapshot("").revision()).isEqualTo(2);
      set(again, "three");
    }
    assertThatThrownBy(() ->
            EmbeddedStore.restore(
                FileDisk.at(directory),
                new ByteArrayInputStream(bytes.toByteArray()),
                new SecureRandom()))
        .isInstanceOfSatisfying(
            StoreFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(StoreFailure.Code.NOT_EMPTY));
  }

  @Test
  void aDamagedBackupLeavesNothing() throws IOException, InterruptedException {
    var bytes = new ByteArrayOutputStream();
    try (var store = MemoryConfig.open(SimDisk.seeded(11), LIMITS)) {
      set(store, "one");
      store.backup(bytes);
    }
    byte[] damaged = bytes.toByteArray();
    damaged[damaged.length / 2] ^= 4;
    var disk = SimDisk.seeded(12);

    assertThatThrownBy(() ->
            EmbeddedStore.restore(disk, new ByteArrayInputStream(damaged), new SplittableRandom(1)))
        .isInstanceOf(StoreFailure.class);
    assertThat(disk.list()).isEmpty();
    byte[] cut = Arrays.copyOf(bytes.toByteArray(), damaged.length - 9);
    assertThatThrownBy(() ->
            EmbeddedStore.restore(disk, new ByteArrayInputStream(cut), new SplittableRandom(1)))
        .isInstanceOf(StoreFailure.class);
  }

  @Test
  void aValueThatLooksLikeAFrameIsAValue() throws InterruptedException {
    var disk = SimDisk.seeded(13);
    var frame = ByteBuffer.allocate(100);
    Frames.encode(0, 5, java.util.List.of(), frame);
    String text =
        java.util.stream.IntStream.range(0, frame.position())
            .mapToObj(i -> Character.toString(frame.get(i) & 0x7f))
            .collect(Collectors.joining());
    try (var store = MemoryConfig.open(disk, LIMITS)) {
      set(store, text);
    }
    SimDisk later = disk.afterPowerLoss();
    try (var again = MemoryConfig.open(later, LIMITS)) {
      assertThat(again.get(KEY).map(Entry::value)).contains(text);
    }
  }

  @Test
  void theNumbersOfTheStoreAreCounted() throws InterruptedException {
    var metrics = new Metrics();
    try (var store =
        EmbeddedStore.open(
            SimDisk.seeded(14), Time.system(), LIMITS, metrics, new SplittableRandom(1))) {
      set(store, "one");

      assertThat(metrics.prometheus())
          .contains("config_revision 1", "config_keys 1", "config_forces_total 1")
          .contains("config_commit_seconds_count 1");
    }
  }
}
