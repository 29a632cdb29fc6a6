package io.bucky.taskmanager;

import io.bucky.api.tasks.Task;
import io.bucky.base.Log;
import io.bucky.base.Parsed;
import io.bucky.config.Commit;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigUnavailable;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// All tasks, on disk and in memory. Memory follows the disk: a reader sees only what is durable.
///
/// Keys: `tasks/<id>` holds a task as JSON; `ids/last` the highest id whose task was deleted, so
/// that no id is used twice. Changes of one task are ordered by its key's version; changes of
/// different tasks do not wait for each other. Any thread.
final class TaskStore {
  private static final Log LOG = Log.of("task-manager.store");
  private static final ConfigKey LAST_ID = ConfigKey.of("ids/last");

  private final ConfigStore store;
  private final ConcurrentSkipListMap<Long, StoredTask> tasks = new ConcurrentSkipListMap<>();
  private final Map<Name, Long> names = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();

  /// What is unique among tasks.
  private record Name(String app, String user, String name) {
    static Name of(Task task) {
      return new Name(task.appId(), task.userId(), task.name());
    }
  }

  /// What came of a change.
  sealed interface Written {
    record Done(StoredTask before, StoredTask after) implements Written {}

    record Refused(String why) implements Written {}

    record Missing() implements Written {}
  }

  private TaskStore(ConfigStore store) {
    this.store = store;
  }

  /// Reads everything. A task that cannot be read is left out and told.
  static TaskStore open(ConfigStore store) throws InterruptedException {
    var opened = new TaskStore(store);
    ConfigSnapshot snapshot = store.snapshot("");
    for (var entry : snapshot.entries().entrySet()) {
      opened.load(entry.getKey(), entry.getValue());
    }
    return opened;
  }

  private void load(ConfigKey key, Entry entry) {
    if (key.equals(LAST_ID)) {
      lastId.accumulateAndGet(Long.parseLong(entry.value()), Math::max);
      return;
    }
    switch (Json.read(entry.value(), Task.class)) {
      case Parsed.Ok<Task>(var task) -> {
        tasks.put(task.id(), new StoredTask(task, entry.version()));
        names.put(Name.of(task), task.id());
        lastId.accumulateAndGet(task.id(), Math::max);
      }
      case Parsed.Malformed<Task>(var why) ->
          LOG.error("task.record.unreadable", "key", key, "why", why);
    }
  }

  Optional<StoredTask> find(long id) {
    return Optional.ofNullable(tasks.get(id));
  }

  /// The task of that name, of a user and an app.
  Optional<StoredTask> named(String app, String user, String name) {
    return Optional.ofNullable(names.get(new Name(app, user, name))).flatMap(this::find);
  }

  /// All, the newest first.
  Collection<StoredTask> newestFirst() {
    return tasks.descendingMap().values();
  }

  int count() {
    return tasks.size();
  }

  /// Stores a new task; empty when its name is taken. An interrupt ends the waiting and not the
  /// writing: memory has the task as soon as the disk has it.
  Optional<StoredTask> create(LongFunction<Task> make) throws InterruptedException {
    Task task = make.apply(lastId.incrementAndGet());
    Name name = Name.of(task);
    if (names.putIfAbsent(name, task.id()) != null) {
      return Optional.empty();
    }
    var create = Transaction.of(new Mutation.Create(key(task.id()), Json.write(task)));
    return Optional.of(
        await(store.submit(create).handle((commit, failure) -> created(task, commit, failure))));
  }

  /// Runs when the outcome is known, whether or not anybody still waits for it.
  private StoredTask created(Task task, @Nullable Commit commit, @Nullable Throwable failure) {
    if (commit instanceof Commit.Applied) {
      var written = new StoredTask(task, 1);
      tasks.put(task.id(), written);
      return written;
    }
    names.remove(Name.of(task), task.id());
    throw failure instanceof ConfigUnavailable unavailable
        ? unavailable
        : new IllegalStateException("a new task is not stored: " + commit, failure);
  }

  private static StoredTask await(CompletableFuture<StoredTask> written)
      throws InterruptedException {
    try {
      return written.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ConfigUnavailable unavailable) {
        throw new ConfigUnavailable(String.valueOf(unavailable.getMessage()), false);
      }
      throw new IllegalStateException("a new task is not stored", e.getCause());
    }
  }

  /// Changes one task, from its newest state.
  Written change(long id, Function<Task, Parsed<Task>> change) throws InterruptedException {
    while (true) {
      StoredTask before = tasks.get(id);
      if (before == null) {
        return new Written.Missing();
      }
      switch (change.apply(before.task())) {
        case Parsed.Malformed<Task>(var why) -> {
          return new Written.Refused(why);
        }
        case Parsed.Ok<Task>(var after) -> {
          if (commit(before, after)) {
            var written = new StoredTask(after, before.version() + 1);
            publish(written);
            return new Written.Done(before, written);
          }
        }
      }
    }
  }

  /// @return false if the task has changed meanwhile; memory has the change then
  private boolean commit(StoredTask before, Task after) throws InterruptedException {
    var guard = new Transaction.Guard(key(before.id()), before.version());
    var write = new Mutation.Set(key(before.id()), Json.write(after));
    return switch (store.commit(Transaction.guarded(guard, List.of(write)))) {
      case Commit.Applied _ -> true;
      case Commit.Conflict _ -> {
        refresh(before.id());
        yield false;
      }
      case Commit.Exists _, Commit.Missing _, Commit.Invalid _ ->
          throw new IllegalStateException("task " + before.id() + " is not stored");
    };
  }

  /// Takes over what another writer has put on disk, in case that one was interrupted before it
  /// could.
  private void refresh(long id) throws InterruptedException {
    Optional<Entry> entry = store.get(key(id));
    if (entry.isEmpty()) {
      Optional.ofNullable(tasks.get(id)).ifPresent(this::forget);
      return;
    }
    Task task = Json.read(entry.get().value(), Task.class).orThrow(); // we wrote it
    publish(new StoredTask(task, entry.get().version()));
  }

  private void publish(StoredTask written) {
    tasks.computeIfPresent(
        written.id(), (_, now) -> now.version() < written.version() ? written : now);
  }

  /// Removes tasks for good.
  void delete(Collection<StoredTask> gone) throws InterruptedException {
    while (!gone.isEmpty()) {
      Optional<Entry> last = store.get(LAST_ID);
      var writes = new ArrayList<Mutation>();
      gone.forEach(task -> writes.add(new Mutation.Remove(key(task.id()))));
      writes.add(new Mutation.Set(LAST_ID, Long.toString(lastId.get())));
      var guard = new Transaction.Guard(LAST_ID, last.map(Entry::version).orElse(0L));
      Commit commit = store.commit(Transaction.guarded(guard, writes));
      if (commit instanceof Commit.Applied) {
        gone.forEach(this::forget);
        return;
      }
      if (!(commit instanceof Commit.Conflict)) {
        throw new IllegalStateException("tasks are not deleted: " + commit);
      }
    }
  }

  private void forget(StoredTask task) {
    tasks.remove(task.id());
    names.remove(Name.of(task.task()), task.id());
  }

  private static ConfigKey key(long id) {
    return ConfigKey.of("tasks/" + id);
  }
}
