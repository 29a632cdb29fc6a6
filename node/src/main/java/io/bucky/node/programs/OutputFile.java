package io.bucky.node.programs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// What a child writes beside its event log: JVM messages, a crash. The child holds the file open
/// in append mode, so it outlives the daemon and is cut back in place.
record OutputFile(Path path) {
  static final long BYTES_MAX = 4L << 20;

  /// Keeps the newest part as `NAME.1` and starts over, once the file is too long.
  void capTo(long bytesMax) throws IOException {
    if (Files.exists(path) && Files.size(path) > bytesMax) {
      Files.copy(
          path,
          path.resolveSibling(path.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
      try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
    }
  }
}
