package io.bucky.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/// Replaces whole files so that a reader, or a restart after a power cut, sees the old content or
/// the new one and nothing between.
public final class AtomicFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rw-r--r--");

  private AtomicFile() {}

  /// Writes `content` to `path`, readable by everyone on this machine.
  public static void write(Path path, byte[] content) throws IOException {
    write(path, content, READABLE);
  }

  /// Writes `content` to `path`, readable by its owner only, from the first moment.
  public static void writePrivate(Path path, byte[] content) throws IOException {
    write(path, content, OWNER_ONLY);
  }

  private static void write(Path path, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    Path directory =
        Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file has a directory");
    Files.createDirectories(directory);
    Path temporary =
        Files.createTempFile(
            directory,
            "." + path.getFileName() + ".",
            ".tmp",
            PosixFilePermissions.asFileAttribute(permissions));
    try {
      try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        var buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.setPosixFilePermissions(temporary, permissions);
      Files.move(
          temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncDirectory(directory);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /// Makes the names in `directory` survive a power cut.
  public static void syncDirectory(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
