package io.bucky.config.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// One file of a [SimDisk]: what a reader sees now, and what is sure to survive. Guarded by its
/// disk.
final class SimFile {
  private static final int SECTOR_BYTES = 512;

  byte[] content = new byte[0];
  byte[] durable = new byte[0];
  int length;
  private int durableLength;
  private final List<Unforced> unforced = new ArrayList<>();

  private sealed interface Unforced {
    /// A slice of what was written; the array is never changed.
    @SuppressWarnings("ArrayRecordComponent") // private, and never compared
    record Write(int at, byte[] bytes) implements Unforced {}

    record Cut(int length) implements Unforced {}
  }

  void write(int at, byte[] bytes) {
    content = put(content, at, bytes);
    length = Math.max(length, at + bytes.length);
    unforced.add(new Unforced.Write(at, bytes));
  }

  void truncate(int bytes) {
    cut(bytes);
    unforced.add(new Unforced.Cut(bytes));
  }

  private void cut(int bytes) {
    if (bytes < length) {
      Arrays.fill(content, bytes, Math.min(length, content.length), (byte) 0);
      length = bytes;
    }
  }

  void force() {
    for (Unforced change : unforced) {
      switch (change) {
        case Unforced.Write(int at, byte[] bytes) -> {
          durable = put(durable, at, bytes);
          durableLength = Math.max(durableLength, at + bytes.length);
        }
        case Unforced.Cut(int bytes) -> {
          if (bytes < durableLength) {
            Arrays.fill(durable, bytes, durableLength, (byte) 0);
            durableLength = bytes;
          }
        }
      }
    }
    unforced.clear();
  }

  /// What is left of it after a power loss.
  SimFile torn(SplittableRandom random) {
    var left = new SimFile();
    left.content = Arrays.copyOf(durable, durable.length);
    left.length = durableLength;
    for (Unforced change : unforced) {
      switch (change) {
        case Unforced.Write(int at, byte[] bytes) -> left.writeTorn(at, bytes, random);
        case Unforced.Cut(int bytes) -> {
          if (random.nextBoolean()) {
            left.cut(bytes);
          }
        }
      }
    }
    left.durable = Arrays.copyOf(left.content, left.content.length);
    left.durableLength = left.length;
    return left;
  }

  private void writeTorn(int at, byte[] bytes, SplittableRandom random) {
    int from = 0;
    while (from < bytes.length) {
      int to = Math.min(bytes.length, from + SECTOR_BYTES - (at + from) % SECTOR_BYTES);
      byte[] part = Arrays.copyOfRange(bytes, from, to);
      int fate = random.nextInt(10);
      if (fate < 7) {
        if (fate == 0) {
          random.nextBytes(part);
        }
        content = put(content, at + from, part);
        length = Math.max(length, at + to);
      }
      from = to;
    }
  }

  private static byte[] put(byte[] into, int at, byte[] bytes) {
    byte[] wide =
        into.length >= at + bytes.length
            ? into
            : Arrays.copyOf(into, Math.max(at + bytes.length, into.length * 2));
    System.arraycopy(bytes, 0, wide, at, bytes.length);
    return wide;
  }
}
