package io.bucky.config.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bucky.config.ConfigKey;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.config.testing.MemoryConfig;
import io.bucky.config.testing.SimDisk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// A restore that breaks off, and the one after it.
class RestoreTest {
  private static final ConfigKey KEY = ConfigKey.of("a");

  private static byte[] backup() throws IOException, InterruptedException {
    var bytes = new ByteArrayOutputStream();
    try (var store = MemoryConfig.open()) {
      var _ = store.commit(Transaction.of(new Mutation.Set(KEY, "kept")));
      store.backup(bytes);
    }
    return bytes.toByteArray();
  }

  private static void restore(SimDisk disk, byte[] backup) {
    EmbeddedStore.restore(disk, new ByteArrayInputStream(backup), new SplittableRandom(1));
  }

  private static void assertRestored(SimDisk disk) {
    try (var store = MemoryConfig.open(disk, StoreLimits.STANDARD)) {
      assertThat(store.get(KEY)).contains(new Entry("kept", 1));
    }
  }

  private static long steps(byte[] backup) {
    var disk = SimDisk.seeded(1);
    restore(disk, backup);
    return disk.steps();
  }

  @Test
  void afterAFailureAtAnyStepItCanBeRepeated() throws IOException, InterruptedException {
    byte[] backup = backup();
    long steps = steps(backup);
    assertThat(steps).isGreaterThan(8);
    for (long step = 1; step <= steps; step++) {
      var disk = SimDisk.seeded(step).failAt(step);
      assertThatThrownBy(() -> restore(disk, backup))
          .as("step %d", step)
          .isInstanceOf(StoreFailure.class);

      restore(disk, backup);

      assertRestored(disk);
    }
  }

  @Test
  void afterAPowerLossAtAnyStepItCanBeRepeatedOrIsWhole() throws IOException, InterruptedException {
    byte[] backup = backup();
    long steps = steps(backup);
    for (long step = 1; step <= steps; step++) {
      var before = SimDisk.seeded(step).losePowerAt(step);
      assertThatThrownBy(() -> restore(before, backup)).isInstanceOf(StoreFailure.class);
      SimDisk disk = before.afterPowerLoss();

      if (disk.list().stream().noneMatch(name -> Recovery.isNumbered(name, "snapshot-"))) {
        restore(disk, backup);
      }

      assertRestored(disk);
    }
  }
}
