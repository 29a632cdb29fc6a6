package io.bucky.config.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.config.Commit;
import io.bucky.config.ConfigKey;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.config.testing.MemoryConfig;
import io.bucky.config.testing.SimDisk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A guard on a key that nothing else touches writes its value again, with a higher version.
class GuardedValueTest {
  private static final ConfigKey GUARDED = ConfigKey.of("guarded");
  private static final ConfigKey OTHER = ConfigKey.of("other");
  private static final Transaction.Guard GUARD = new Transaction.Guard(GUARDED, 1);
  private static final String LARGEST = "é".repeat(Mutation.VALUE_BYTES_MAX / 2);

  private static EmbeddedStore open(SimDisk disk) {
    return MemoryConfig.open(disk, StoreLimits.STANDARD);
  }

  @Test
  void theLargestValueCanBeGuarded() throws InterruptedException {
    var disk = SimDisk.seeded(1);
    try (var store = open(disk)) {
      assertThat(store.commit(Transaction.of(new Mutation.Set(GUARDED, LARGEST))))
          .isInstanceOf(Commit.Applied.class);

      assertThat(
              store.commit(Transaction.guarded(GUARD, List.of(new Mutation.Set(OTHER, "small")))))
          .isInstanceOf(Commit.Applied.class);
      assertThat(store.commit(Transaction.of(new Mutation.Set(OTHER, "the writer lives"))))
          .isInstanceOf(Commit.Applied.class);
    }
    try (var again = open(disk)) {
      assertThat(again.get(GUARDED)).contains(new Entry(LARGEST, 2));
      assertThat(again.get(OTHER)).contains(new Entry("the writer lives", 2));
    }
  }

  @Test
  void theGuardedValueCountsAgainstTheLimitOfATransaction() throws InterruptedException {
    int values = StoreLimits.TRANSACTION_BYTES_MAX / Mutation.VALUE_BYTES_MAX;
    String nearly = "x".repeat(Mutation.VALUE_BYTES_MAX - 100);
    try (var store = open(SimDisk.seeded(2))) {
      assertThat(store.commit(Transaction.of(new Mutation.Set(GUARDED, LARGEST))))
          .isInstanceOf(Commit.Applied.class);
      var writes = new ArrayList<Mutation>();
      for (int i = 0; i < values; i++) {
        writes.add(new Mutation.Set(ConfigKey.of("large/" + i), nearly));
      }

      assertThat(store.commit(Transaction.guarded(GUARD, writes)))
          .isInstanceOf(Commit.Invalid.class);
      assertThat(store.commit(Transaction.of(writes.toArray(Mutation[]::new))))
          .isInstanceOf(Commit.Applied.class);
    }
  }
}
