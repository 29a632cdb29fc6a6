package io.bucky.config.embedded;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The last commits, for watches: a ring by revision, bounded in commits and in bytes.
///
/// The writer thread adds; any thread reads, and finds either the commit or nothing.
final class History {
  private final AtomicReferenceArray<@Nullable CommitRecord> ring;
  private final long bytesMax;
  private long bytes;
  private volatile long oldest;
  private long newest;

  /// @param revision of the tree before the first commit that will be added
  History(int changesMax, long bytesMax, long revision) {
    this.ring = new AtomicReferenceArray<>(changesMax);
    this.bytesMax = bytesMax;
    this.oldest = revision + 1;
    this.newest = revision;
  }

  /// @throws IllegalArgumentException if a revision was left out
  void add(CommitRecord record) {
    if (record.revision() != newest + 1) {
      throw new IllegalArgumentException(record.revision() + " after " + newest);
    }
    newest = record.revision();
    if (newest - oldest >= ring.length()) {
      drop();
    }
    ring.set(slot(newest), record);
    bytes += cost(record);
    while (bytes > bytesMax && oldest <= newest) {
      drop();
    }
  }

  private void drop() {
    CommitRecord gone = ring.getAndSet(slot(oldest), null);
    bytes -= gone == null ? 0 : cost(gone);
    long next = oldest + 1; // volatile for the readers; only the writer thread writes it
    oldest = next;
  }

  private static long cost(CommitRecord record) {
    return 64 + record.bytes() + 96L * record.changes().size();
  }

  private int slot(long revision) {
    return (int) (revision & (ring.length() - 1));
  }

  /// The lowest revision from which a watch can go on.
  long oldestResumable() {
    return oldest - 1;
  }

  /// The keys that a kept commit removed. The writer thread.
  Set<String> removedKeys() {
    var removed = new HashSet<String>();
    for (long revision = oldest; revision <= newest; revision++) {
      CommitRecord record = find(revision);
      if (record != null) {
        record.changes().stream()
            .filter(change -> change.value().isEmpty())
            .forEach(change -> removed.add(change.key().text()));
      }
    }
    return removed;
  }

  /// The commit that made `revision`, if it is still kept.
  @Nullable CommitRecord find(long revision) {
    CommitRecord record = ring.get(slot(revision));
    return record != null && record.revision() == revision ? record : null;
  }
}
