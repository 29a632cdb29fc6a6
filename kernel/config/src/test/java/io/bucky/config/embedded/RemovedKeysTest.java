package io.bucky.config.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.config.Change;
import io.bucky.config.Commit;
import io.bucky.config.ConfigKey;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.config.testing.MemoryConfig;
import io.bucky.config.testing.SimDisk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A store does not grow by keys that never come again, and no key has a version twice.
class RemovedKeysTest {
  private static final StoreLimits LIMITS = new StoreLimits(16, 1 << 20, 1 << 20, 0, 10);
  private static final ConfigKey OLD = ConfigKey.of("old/session");

  private final SimDisk disk = SimDisk.seeded(21);
  private EmbeddedStore store = MemoryConfig.open(disk, LIMITS);

  @AfterEach
  void close() {
    store.close();
  }

  private void commit(Mutation... mutations) throws InterruptedException {
    assertThat(store.commit(Transaction.of(mutations))).isInstanceOf(Commit.Applied.class);
  }

  private void cameAndWent(int sessions) throws InterruptedException {
    for (int i = 0; i < sessions; i++) {
      var key = ConfigKey.of("sessions/" + i);
      commit(new Mutation.Create(key, "in"));
      commit(new Mutation.Delete(key));
    }
  }

  /// The counter of [#OLD], which ended at version 3, is not kept any more.
  private void forgetOld() throws InterruptedException {
    commit(new Mutation.Create(OLD, "a"), new Mutation.Create(ConfigKey.of("stays"), "b"));
    commit(new Mutation.Set(OLD, "b"));
    commit(new Mutation.Delete(OLD));
    cameAndWent(40);
    store.compact();
  }

  private void startAgain() {
    store.close();
    store = MemoryConfig.open(disk, LIMITS);
  }

  /// Keys of the snapshot, removed ones included.
  private long counters() throws IOException {
    var bytes = new ByteArrayOutputStream();
    store.backup(bytes);
    return ByteBuffer.wrap(bytes.toByteArray()).getLong(24);
  }

  @Test
  void keysThatNeverComeAgainDoNotFillTheStore() throws Exception {
    for (int round = 0; round < 20; round++) {
      cameAndWent(50);
      store.compact();
    }

    assertThat(counters()).as("the 16 commits of the history").isLessThanOrEqualTo(16);
    startAgain();
    assertThat(counters()).isLessThanOrEqualTo(16);
  }

  @Test
  void aKeyThatIsMadeAgainStartsAboveWhatItHad() throws Exception {
    forgetOld();

    commit(new Mutation.Create(OLD, "again"));

    assertThat(store.get(OLD)).contains(new Entry("again", 4));
  }

  @Test
  void theFloorSurvivesAStartAndABackup() throws Exception {
    forgetOld();
    var backup = new ByteArrayOutputStream();
    store.backup(backup);
    startAgain();

    commit(new Mutation.Create(OLD, "again"));
    assertThat(store.get(OLD)).contains(new Entry("again", 4));

    SimDisk other = SimDisk.seeded(22);
    EmbeddedStore.restore(
        other, new ByteArrayInputStream(backup.toByteArray()), new SplittableRandom(1));
    try (var restored = MemoryConfig.open(other, LIMITS)) {
      var _ = restored.commit(Transaction.of(new Mutation.Create(OLD, "again")));
      assertThat(restored.get(OLD)).contains(new Entry("again", 4));
    }
  }

  @Test
  void whoStillHoldsAnOldVersionIsRefusedBeforeAndAfterTheKeyIsMadeAgain() throws Exception {
    forgetOld();
    for (long version = 1; version <= 3; version++) {
      assertThat(guarded(version)).isInstanceOf(Commit.Conflict.class);
    }

    commit(new Mutation.Create(OLD, "again"));

    for (long version = 0; version <= 3; version++) {
      assertThat(guarded(version)).isEqualTo(new Commit.Conflict(OLD, version, 4));
    }
  }

  private Commit guarded(long version) throws InterruptedException {
    return store.commit(
        Transaction.guarded(
            new Transaction.Guard(OLD, version),
            List.of(new Mutation.Set(ConfigKey.of("other"), "x"))));
  }

  @Test
  void whatTheHistoryCoversAndWhatLivesKeepsItsCounter() throws Exception {
    forgetOld();
    var recent = ConfigKey.of("sessions/39");

    commit(new Mutation.Set(recent, "again"), new Mutation.Set(ConfigKey.of("stays"), "c"));

    assertThat(store.history(recent).stream().map(Change::version)).endsWith(2L, 3L);
    assertThat(store.get(ConfigKey.of("stays"))).contains(new Entry("c", 2));
  }

  @Test
  void aKeyThatNeverWasStartsAboveTheFloorToo() throws Exception {
    forgetOld();

    commit(new Mutation.Create(ConfigKey.of("new"), "a"));

    assertThat(store.get(ConfigKey.of("new"))).contains(new Entry("a", 4));
    assertThat(
            store.commit(
                Transaction.guarded(
                    new Transaction.Guard(ConfigKey.of("newer"), 0),
                    List.of(new Mutation.Create(ConfigKey.of("newer"), "b")))))
        .as("nobody can tell it from one that never was")
        .isInstanceOf(Commit.Applied.class);
  }
}
