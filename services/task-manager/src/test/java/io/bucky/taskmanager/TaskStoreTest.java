package io.bucky.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.api.tasks.Task;
import io.bucky.api.tasks.Task.Permissions;
import io.bucky.api.tasks.Task.Scope;
import io.bucky.api.tasks.Task.Status;
import io.bucky.config.Change;
import io.bucky.config.Commit;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigWatch;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.config.testing.MemoryConfig;
import io.bucky.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class TaskStoreTest {
  @Test
  void aTaskWhoseMakerWasInterruptedIsNotForgotten() throws InterruptedException {
    try (var disk = MemoryConfig.open()) {
      TaskStore tasks = TaskStore.open(new Interrupting(disk));
      try {
        var _ = tasks.create(TaskStoreTest::task);
      } catch (InterruptedException e) {
        // the call ran out of time; what it wrote is there or not, but the same for all
      }
      boolean _ = Thread.interrupted();
      assertThat(disk.commit(Transaction.of(new Mutation.Set(ConfigKey.of("later"), ""))))
          .as("what was written before is known by now")
          .isInstanceOf(Commit.Applied.class);

      assertThat(disk.get(ConfigKey.of("tasks/1"))).isPresent();
      assertThat(tasks.find(1)).isPresent();
      assertThat(tasks.named("notes", "alice", "work")).isPresent();
    }
  }

  private static Task task(long id) {
    return new Task(
        id,
        "alice",
        "notes",
        Optional.empty(),
        Long.toString(id),
        "work",
        "test",
        Status.PENDING,
        0,
        Optional.empty(),
        Json.object(),
        new Permissions(Scope.USER, Scope.PRIVATE),
        0,
        0);
  }

  /// Interrupts whoever writes, once the write is on its way.
  private record Interrupting(ConfigStore store) implements ConfigStore {
    @Override
    public Commit commit(Transaction transaction) throws InterruptedException {
      Commit _ = store.commit(transaction);
      throw new InterruptedException();
    }

    @Override
    public CompletableFuture<Commit> submit(Transaction transaction) {
      var answer = store.submit(transaction);
      Thread.currentThread().interrupt();
      return answer;
    }

    @Override
    public Optional<Entry> get(ConfigKey key) throws InterruptedException {
      return store.get(key);
    }

    @Override
    public List<String> children(String prefix) throws InterruptedException {
      return store.children(prefix);
    }

    @Override
    public ConfigSnapshot snapshot(String prefix) throws InterruptedException {
      return store.snapshot(prefix);
    }

    @Override
    public ConfigWatch watch(String prefix, long revision) {
      return store.watch(prefix, revision);
    }

    @Override
    public List<Change> history(ConfigKey key) throws InterruptedException {
      return store.history(key);
    }
  }
}
