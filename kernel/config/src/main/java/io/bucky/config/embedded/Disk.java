package io.bucky.config.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// One directory of files, as far as the engine needs one. Names are flat.
///
/// Bytes written are durable after [DiskFile#force]; names (a new file, a rename, a deletion) after
/// [#forceNames]. What was not forced may survive a crash whole, in part, or not at all.
public interface Disk extends AutoCloseable {
  /// Keeps every other process, and every other user in this one, out until `close`.
  ///
  /// @return false if somebody else holds it
  boolean lock() throws IOException;

  /// The names that exist, sorted.
  List<String> list() throws IOException;

  /// Opens a file for reading and writing, and creates it if it is missing.
  DiskFile open(String name) throws IOException;

  /// Replaces `to` if it exists.
  void rename(String from, String to) throws IOException;

  /// Succeeds if the file is missing.
  void delete(String name) throws IOException;

  void forceNames() throws IOException;

  /// What can still be written, for refusing writes before the disk is full.
  long freeBytes() throws IOException;

  /// How an operator finds a file: its path, for messages.
  String describe(String name);

  /// Gives the lock back.
  @Override
  void close() throws IOException;

  /// An open file.
  interface DiskFile extends AutoCloseable {
    long bytes() throws IOException;

    /// Reads from offset `at` until `into` is full or the file ends.
    ///
    /// @return how many bytes were read; fewer than asked only at the end of the file
    int read(long at, ByteBuffer into) throws IOException;

    /// Writes all of `bytes` at offset `at`; a failure may leave any part of it written.
    void write(long at, ByteBuffer bytes) throws IOException;

    /// Makes everything written so far durable. After a failure nothing is known about any of it.
    void force() throws IOException;

    void truncate(long bytes) throws IOException;

    @Override
    void close() throws IOException;
  }
}
