package io.bucky.config.embedded;

/// The bounds of one store.
///
/// @param historyChangesMax changes that a watch can still go back to; a power of two
/// @param historyBytesMax bytes of keys and values that the history keeps in memory
/// @param segmentBytesMax the log is compacted into a snapshot once it is longer than this
/// @param freeBytesMin with less than this on the disk, writes are refused and reads go on: a
///   snapshot must still find room
/// @param removedKeysMax with more removed keys than this, a compaction drops the counters of those
///   that the history does not cover any more
public record StoreLimits(
    int historyChangesMax,
    long historyBytesMax,
    long segmentBytesMax,
    long freeBytesMin,
    int removedKeysMax) {
  /// What one transaction writes, keys and values together.
  public static final int TRANSACTION_BYTES_MAX = 16 << 20;

  /// Transactions of one group commit; more wait for the next force.
  static final int GROUP_TRANSACTIONS_MAX = 1_024;

  /// A group is closed once it holds this much, so that a force does not take long.
  static final int GROUP_BYTES_MAX = 4 << 20;

  public static final StoreLimits STANDARD =
      new StoreLimits(1 << 17, 16L << 20, 8L << 20, 32L << 20, 1 << 13);

  public StoreLimits {
    if (Integer.bitCount(historyChangesMax) != 1 || historyBytesMax < 0 || segmentBytesMax < 1) {
      throw new IllegalArgumentException(
          "historyChangesMax %d, historyBytesMax %d, segmentBytesMax %d"
              .formatted(historyChangesMax, historyBytesMax, segmentBytesMax));
    }
  }
}
