package io.bucky.node.programs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// What a child writes beside its event log: JVM messages, a crash. The child holds the file open
/// in append mode, so it outlives the daemon and is cut back in place.
record OutputFile(Path path) {
  static final long BYTES_MAX = 4L << 20;
  private static final int TAIL_BYTES = 4_096;
  private static final int LINE_CHARS_MAX = 300;

  /// The last line that is not blank, cut to what fits a sentence; empty when there is none.
  Optional<String> lastLine() {
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long from = Math.max(0, channel.size() - TAIL_BYTES);
      var tail = ByteBuffer.allocate((int) (channel.size() - from));
      while (tail.hasRemaining() && channel.read(tail, from + tail.position()) >= 0) {
        // until the end
      }
      var text = new String(tail.array(), 0, tail.position(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.isBlank())
          .reduce((_, later) -> later)
          .map(line -> line.substring(0, Math.min(line.length(), LINE_CHARS_MAX)));
    } catch (IOException e) {
      return Optional.empty(); // a program that wrote nothing
    }
  }

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
