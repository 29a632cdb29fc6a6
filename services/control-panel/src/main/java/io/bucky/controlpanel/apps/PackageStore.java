package io.bucky.controlpanel.apps;

import io.bucky.base.AtomicFile;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// The small files that came with apps, in folders named by their content. A folder is there whole
/// or not at all, and never changes. Any thread.
final class PackageStore {
  private final ZoneLayout layout;
  private final ReentrantLock use = new ReentrantLock();

  PackageStore(ZoneLayout layout) {
    this.layout = layout;
  }

  /// The data folder that packages are stored in, for messages.
  Path place() {
    return layout.root();
  }

  /// Does what is between storing a package and naming it in a spec, or between finding that no
  /// spec names one and removing it. One at a time: the same files have the same folder, so that
  /// removing one app could take away what another one is about to name.
  <T> T exclusively(Work<T> work) throws InterruptedException {
    use.lockInterruptibly();
    try {
      return work.run();
    } finally {
      use.unlock();
    }
  }

  /// What [#exclusively] does.
  @FunctionalInterface
  interface Work<T> {
    T run() throws InterruptedException;
  }

  /// Stores `files` (normal relative paths) durably. Within [#exclusively].
  ///
  /// @return the id, which is the same for the same files
  String put(Map<String, byte[]> files) throws IOException {
    alone();
    String id = id(new TreeMap<>(files));
    Path folder = layout.appPackage(id);
    if (Files.isDirectory(folder)) {
      return id;
    }
    Path parent = Objects.requireNonNull(folder.getParent(), "packages have a folder");
    Files.createDirectories(parent);
    Path temporary = Files.createTempDirectory(parent, ".new-");
    try {
      for (var file : files.entrySet()) {
        write(temporary, file.getKey(), file.getValue());
      }
      allow(temporary, "rwxr-xr-x");
      Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
      AtomicFile.syncDirectory(parent);
    } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
      return id; // somebody else stored the same files meanwhile
    } finally {
      deleteTree(temporary);
    }
    return id;
  }

  /// Removes a package that no spec names any more. Within [#exclusively].
  void remove(String id) throws IOException {
    alone();
    if (id.matches("[0-9a-f]{64}")) {
      deleteTree(layout.appPackage(id));
    }
  }

  private void alone() {
    if (!use.isHeldByCurrentThread()) {
      throw new IllegalStateException("a package is stored and removed exclusively");
    }
  }

  private static void write(Path folder, String path, byte[] content) throws IOException {
    Path file = folder.resolve(path).normalize();
    if (!file.startsWith(folder)) {
      throw new IOException("'" + path + "' leaves the package");
    }
    makeFolders(folder, Objects.requireNonNull(file.getParent(), "inside the package"));
    Files.write(
        file,
        content,
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
    boolean script = content.length > 2 && content[0] == '#' && content[1] == '!';
    allow(file, script ? "rwxr-xr-x" : "rw-r--r--"); // containers run as users of their own
  }

  private static void makeFolders(Path top, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Path at = folder; at != null && !at.equals(top); at = at.getParent()) {
      allow(at, "rwxr-xr-x");
    }
  }

  private static void allow(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (var found = Files.walk(root)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /// SHA-256 over names and contents, each with its length before it.
  private static String id(SortedMap<String, byte[]> files) {
    try {
      var hash = MessageDigest.getInstance("SHA-256");
      files.forEach((path, content) -> {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        hash.update((name.length + " " + content.length + "\n").getBytes(StandardCharsets.UTF_8));
        hash.update(name);
        hash.update(content);
      });
      return HexFormat.of().formatHex(hash.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
