package io.bucky.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// A small disk of its own: a tmpfs on a folder that this object makes, both gone when it is
/// closed.
public final class Mount implements AutoCloseable {
  private final Path folder;

  private Mount(Path folder) {
    this.folder = folder;
  }

  /// @return empty where this user may not mount
  public static Optional<Mount> tmpfs(int mebibytes) {
    try {
      Path folder = Files.createTempDirectory(Path.of("/tmp"), "bd-");
      if (run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "bucky-e2e", folder)) {
        return Optional.of(new Mount(folder));
      }
      Files.delete(folder);
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path folder() {
    return folder;
  }

  /// Writes a file of zeros that leaves no byte free.
  ///
  /// @return the file
  public Path fill() {
    Path filler = folder.resolve("filler");
    byte[] zeros = new byte[1 << 20];
    try (var out = Files.newOutputStream(filler)) {
      for (int size = zeros.length; size > 0; size /= 2) {
        writeUntilFull(out, zeros, size);
      }
    } catch (IOException e) {
      // closing a file on a full disk may fail again, which is what was wanted
    }
    return filler;
  }

  private static void writeUntilFull(java.io.OutputStream out, byte[] zeros, int size) {
    try {
      while (true) {
        out.write(zeros, 0, size);
      }
    } catch (IOException e) {
      return; // no space is left for this size
    }
  }

  /// Is something mounted on `folder`?
  static boolean isMountPoint(Path folder) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
        .anyMatch(line -> line.split(" ")[1].equals(folder.toString()));
  }

  /// Undoes every mount below `folder`, the innermost first.
  static void unmountBelow(Path folder) {
    try {
      var points =
          Files.readAllLines(Path.of("/proc/self/mounts")).stream()
              .map(line -> line.split(" ")[1])
              .filter(point -> point.startsWith(folder + "/"))
              .toList();
      for (String point : points.reversed()) {
        if (!run("umount", point)) {
          throw new AssertionError(point + " cannot be unmounted");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean run(Object... words) {
    return Script.exit(Arrays.stream(words).map(String::valueOf).toArray(String[]::new)) == 0;
  }

  @Override
  public void close() {
    if (!run("umount", folder)) {
      throw new AssertionError(folder + " cannot be unmounted");
    }
    try {
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
