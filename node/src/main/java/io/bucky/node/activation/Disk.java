package io.bucky.node.activation;

import io.bucky.base.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/// The steps on disk that an activation is made of. A test counts them and stops at each.
interface Disk {
  /// A folder that only its owner may enter.
  void makePrivateFolder(Path folder) throws IOException;

  /// A new file that only its owner may read, on disk when this returns.
  void writePrivate(Path file, byte[] content) throws IOException;

  /// Puts a finished file in its place, on disk when this returns.
  void put(Path from, Path to) throws IOException;

  /// Removes a folder of plain files; nothing happens when there is none.
  void removeFolder(Path folder) throws IOException;

  /// The disk of this machine.
  static Disk local() {
    return new Local();
  }

  /// Uses the operating system.
  final class Local implements Disk {
    @Override
    public void makePrivateFolder(Path folder) throws IOException {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    @Override
    public void writePrivate(Path file, byte[] content) throws IOException {
      AtomicFile.writePrivate(file, content);
    }

    @Override
    public void put(Path from, Path to) throws IOException {
      Path folder = Objects.requireNonNull(to.getParent(), "a file has a folder");
      Files.createDirectories(folder);
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      AtomicFile.syncDirectory(folder);
    }

    @Override
    public void removeFolder(Path folder) throws IOException {
      if (!Files.exists(folder)) {
        return;
      }
      try (var files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }
}
