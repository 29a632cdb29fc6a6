package io.bucky.config.embedded;

import io.bucky.base.Log;
import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.config.Change;
import io.bucky.config.Commit;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigUnavailable;
import io.bucky.config.ConfigWatch;
import io.bucky.config.Entry;
import io.bucky.config.KeyPrefix;
import io.bucky.config.Transaction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/// The config store of one directory.
///
/// Safe for any thread. Reads see an immutable tree and never wait; writes go through one thread
/// that commits them in groups (see [GroupCommit]).
public final class EmbeddedStore implements ConfigStore, AutoCloseable {
  private static final Log LOG = Log.of("config.store");
  private final Disk disk;
  private final Time time;
  private final Engine engine;
  private final GroupCommit writer;
  private final Publication publication;

  private EmbeddedStore(
      Disk disk, Time time, Engine engine, GroupCommit writer, Publication publication) {
    this.disk = disk;
    this.time = time;
    this.engine = engine;
    this.writer = writer;
    this.publication = publication;
  }

  /// Opens with standard limits and metrics that nobody reads.
  public static EmbeddedStore open(Disk disk, Time time) {
    return open(disk, time, StoreLimits.STANDARD, new Metrics(), new SecureRandom());
  }

  /// Opens the store on `disk`, or makes one there; takes `disk` over and closes it.
  ///
  /// @param salts unpredictable in production: see [Segment]
  /// @throws StoreFailure if it is in use, damaged, or cannot be read
  public static EmbeddedStore open(
      Disk disk, Time time, StoreLimits limits, Metrics metrics, RandomGenerator salts) {
    boolean opened = false;
    try {
      lock(disk);
      long started = time.nanos();
      Engine engine = Engine.open(disk, limits, salts);
      var publication = new Publication(engine);
      var writer = GroupCommit.start(engine, time, metrics, publication::announce);
      var store = new EmbeddedStore(disk, time, engine, writer, publication);
      store.register(metrics);
      LOG.info(
          "config.opened",
          "at",
          disk.describe(""),
          "revision",
          engine.state().revision(),
          "keys",
          engine.state().liveKeys(),
          "micros",
          (time.nanos() - started) / 1_000);
      opened = true;
      return store;
    } catch (IOException e) {
      throw new StoreFailure(
          StoreFailure.Code.DISK,
          "system config cannot be read from %s: %s. Check the disk and the owner of the directory."
              .formatted(disk.describe(""), e.getMessage()),
          e);
    } finally {
      if (!opened) {
        closeQuietly(disk);
      }
    }
  }

  private static void lock(Disk disk) throws IOException {
    if (!disk.lock()) {
      throw new StoreFailure(
          StoreFailure.Code.IN_USE,
          "another process has system config at %s open. Stop it first: bucky down"
              .formatted(disk.describe("")));
    }
  }

  private static void closeQuietly(Disk disk) {
    try {
      disk.close();
    } catch (IOException e) {
      LOG.warn("config.disk.close.failed", e);
    }
  }

  private void register(Metrics metrics) {
    metrics.gauge("config_revision", () -> engine.state().revision());
    metrics.gauge("config_keys", () -> engine.state().liveKeys());
    metrics.gauge("config_removed_keys", () -> engine.state().removedKeys());
    metrics.gauge("config_watches", publication::watches);
    metrics.gauge("config_stopped", () -> engine.stopped().isPresent() ? 1 : 0);
  }

  @Override
  public Optional<Entry> get(ConfigKey key) {
    return engine.state().get(key);
  }

  @Override
  public List<String> children(String prefix) {
    return engine.state().children(KeyPrefix.parse(prefix).orThrow());
  }

  @Override
  public ConfigSnapshot snapshot(String prefix) {
    return engine.state().snapshot(KeyPrefix.parse(prefix).orThrow());
  }

  @Override
  public Commit commit(Transaction transaction) throws InterruptedException {
    return writer.commit(transaction);
  }

  @Override
  public CompletableFuture<Commit> submit(Transaction transaction) {
    return writer.submit(transaction);
  }

  @Override
  public ConfigWatch watch(String prefix, long revision) {
    return publication.watch(KeyPrefix.parse(prefix).orThrow(), revision, time);
  }

  @Override
  public List<Change> history(ConfigKey key) {
    var changes = new ArrayList<Change>();
    long latest = engine.state().revision();
    for (long r = engine.history().oldestResumable() + 1; r <= latest; r++) {
      CommitRecord record = engine.history().find(r);
      if (record != null) {
        record.changes().stream().filter(c -> c.key().equals(key)).forEach(changes::add);
      }
    }
    return changes;
  }

  /// Why writes are refused until the store is opened again; empty while all is well.
  public Optional<String> failure() {
    return engine.stopped();
  }

  /// Makes the log short: a new segment, a snapshot, the old files gone. Happens by itself too.
  public void compact() throws InterruptedException {
    writer.compact();
  }

  /// Writes the whole tree, as of now, as one file that [#restore] reads. Writes go on meanwhile.
  public void backup(OutputStream out) throws IOException {
    var channel = Channels.newChannel(out);
    SnapshotCodec.write(
        engine.state(),
        time.now().toEpochMilli(),
        bytes -> {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
    out.flush();
  }

  /// Makes a store on an empty `disk` from what [#backup] wrote, and closes `disk`.
  ///
  /// @throws StoreFailure if `disk` is not empty or `in` is not a whole backup; nothing is left
  ///   then
  public static void restore(Disk disk, InputStream in, RandomGenerator salts) {
    try (disk) {
      lock(disk);
      if (!isEmpty(disk)) {
        throw new StoreFailure(
            StoreFailure.Code.NOT_EMPTY,
            "%s is not empty. Move it away before restoring.".formatted(disk.describe("")));
      }
      TreeState state = decode(in);
      write(disk, state, salts.nextLong());
    } catch (IOException e) {
      throw new StoreFailure(
          StoreFailure.Code.DISK,
          "the backup could not be restored to %s: %s".formatted(disk.describe(""), e.getMessage()),
          e);
    }
  }

  /// A log without frames alone is nothing either: a restore that broke off, or a store that was
  /// never written to.
  private static boolean isEmpty(Disk disk) throws IOException {
    List<String> names = disk.list().stream().filter(name -> !name.endsWith(".tmp")).toList();
    if (names.size() != 1 || !Recovery.isNumbered(names.getFirst(), "log-")) {
      return names.isEmpty();
    }
    try (var file = disk.open(names.getFirst())) {
      return file.bytes() <= Segment.HEADER_BYTES;
    }
  }

  private static void write(Disk disk, TreeState state, long salt) throws IOException {
    deleteStore(disk);
    try {
      Segment.create(disk, StoreLimits.STANDARD, state.revision() + 1, salt).close();
      SnapshotFile.write(disk, state, 0);
    } catch (IOException e) {
      try {
        deleteStore(disk);
      } catch (IOException more) {
        e.addSuppressed(more);
      }
      throw e;
    }
  }

  private static void deleteStore(Disk disk) throws IOException {
    for (String name : disk.list()) {
      if (Recovery.isNumbered(name, "log-") || Recovery.isNumbered(name, "snapshot-")) {
        disk.delete(name);
      }
    }
  }

  private static TreeState decode(InputStream in) throws IOException {
    var source = Channels.newChannel(in);
    var decoded =
        SnapshotCodec.read(into -> {
          while (into.hasRemaining() && source.read(into) >= 0) {
            // until it is full or the stream ends
          }
        });
    return switch (decoded) {
      case SnapshotCodec.Decoded.Tree(var state) when source.read(ByteBuffer.allocate(1)) < 0 ->
          state;
      case SnapshotCodec.Decoded.Tree _ ->
          throw StoreFailure.damaged("the backup", 0, "bytes follow its end");
      case SnapshotCodec.Decoded.Broken(long at, String what) ->
          throw StoreFailure.damaged("the backup", at, what);
      case SnapshotCodec.Decoded.NewerFormat(int format) ->
          throw Recovery.newer("the backup", format);
    };
  }

  /// Answers what is queued, marks the end of the log, ends all watches, releases the directory. A
  /// second call does nothing.
  @Override
  public void close() {
    publication.close();
    if (!writer.close()) {
      return;
    }
    try (disk) {
      engine.close();
    } catch (IOException e) {
      LOG.warn("config.close.failed", e);
    }
  }

  static ConfigUnavailable closed() {
    return new ConfigUnavailable("system config is closed", false);
  }
}
