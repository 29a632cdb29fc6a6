package io.bucky.base;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where event lines go: appended to a file that is turned over at 8 MiB, four old ones kept as
/// `NAME.1` to `NAME.4`; or to a stream.
///
/// A line that cannot be written to the file goes to standard error, so that a full disk does not
/// stop the program that wants to say so. Any thread; a line is written whole.
final class EventFile {
  static final long BYTES_MAX = 8L << 20;
  static final int OLD_FILES_MAX = 4;
  static final int LINE_BYTES_MAX = 16 << 10;

  private final @Nullable Path path;
  private final PrintStream otherwise;
  private @Nullable FileChannel channel;
  private long bytes;

  /// @param path null for the stream only
  EventFile(@Nullable Path path, PrintStream otherwise) {
    this.path = path;
    this.otherwise = otherwise;
  }

  synchronized void append(String line) {
    byte[] text = line.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(text.length, LINE_BYTES_MAX);
    if (path == null) {
      otherwise.write(text, 0, length);
      otherwise.println();
      return;
    }
    try {
      var buffer = ByteBuffer.allocate(length + 1).put(text, 0, length).put((byte) '\n').flip();
      FileChannel out = opened(path, buffer.remaining());
      while (buffer.hasRemaining()) {
        bytes += out.write(buffer);
      }
    } catch (IOException e) {
      otherwise.println(line);
    }
  }

  private FileChannel opened(Path file, int more) throws IOException {
    FileChannel current = channel;
    if (current != null && bytes + more <= BYTES_MAX) {
      return current;
    }
    if (current != null) {
      current.close();
      turnOver(file);
    }
    Files.createDirectories(
        Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a directory"));
    current =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    channel = current;
    bytes = current.size();
    return current;
  }

  private static void turnOver(Path file) throws IOException {
    for (int i = OLD_FILES_MAX - 1; i >= 1; i--) {
      Path older = file.resolveSibling(file.getFileName() + "." + i);
      if (Files.exists(older)) {
        Files.move(
            older,
            file.resolveSibling(file.getFileName() + "." + (i + 1)),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.move(
        file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
  }
}
