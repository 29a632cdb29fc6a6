package io.bucky.containers;

import io.bucky.containers.compose.HostPaths;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/// The folders of an app on this machine: made before its containers, removed after them.
public final class AppFolders {
  private AppFolders() {}

  /// All that an app keeps here: its data, its temporary files, the texts of its configuration.
  public static List<Path> of(ZoneLayout layout, String owner, String app) {
    return List.of(
        layout.appData(owner, app), temporary(layout, owner, app), texts(layout, owner, app));
  }

  static Path temporary(ZoneLayout layout, String owner, String app) {
    return layout.local("tmp").resolve(owner + "." + app);
  }

  static Path texts(ZoneLayout layout, String owner, String app) {
    return layout.local("apps").resolve(owner + "." + app);
  }

  /// Makes what `plan` needs, and checks that no symbolic link leads a mount elsewhere: an app may
  /// have put one into its own data.
  ///
  /// @return why it cannot be mounted
  static Optional<String> prepare(RunPlan plan) throws IOException {
    for (RunPlan.Folder folder : plan.folders()) {
      if (!linkFree(plan.data(), folder.path())) {
        return Optional.of(leadsAway(folder.path()));
      }
      make(folder.path(), folder.open());
    }
    for (RunPlan.Seed seed : plan.seeds()) {
      if (!linkFree(plan.data(), seed.to())) {
        return Optional.of(leadsAway(seed.to()));
      }
      sow(seed);
    }
    for (RunPlan.TextFile file : plan.files()) {
      make(parent(file.path()), false);
      Files.writeString(file.path(), file.text());
      allow(file.path(), "rw-r--r--");
    }
    for (Path path : plan.hostPaths()) {
      Optional<String> refused = refused(path);
      if (refused.isPresent()) {
        return refused;
      }
    }
    return Optional.empty();
  }

  /// Where a granted path leads, once its links are followed.
  private static Optional<String> refused(Path path) throws IOException {
    if (HostPaths.harmless(path.toString(), true)) {
      return Optional.empty();
    }
    if (!Files.exists(path)) {
      return Optional.of("the folder " + path + " is not there");
    }
    String real = path.toRealPath().toString();
    return HostPaths.refusal(real, false).isPresent()
        ? Optional.of("the folder " + path + " leads to " + real + ", which no app gets")
        : Optional.empty();
  }

  /// Deletes a folder with all in it, without following links.
  ///
  /// @throws IOException if something of it stays
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path directory, @org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static String leadsAway(Path path) {
    return "a symbolic link on the way to " + path + " leads out of the app's data";
  }

  /// Whether nothing between the app's folder and `path` is a link.
  private static boolean linkFree(Path data, Path path) {
    for (Path at = path; at != null && at.startsWith(data); at = at.getParent()) {
      if (Files.isSymbolicLink(at)) {
        return false;
      }
    }
    return true;
  }

  private static void make(Path folder, boolean open) throws IOException {
    boolean fresh = !Files.exists(folder);
    Files.createDirectories(folder);
    if (fresh && open) {
      allow(folder, "rwxrwxrwx"); // users of containers are not users of this machine
    }
  }

  private static void allow(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static void sow(RunPlan.Seed seed) throws IOException {
    if (Files.exists(seed.to(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.exists(seed.from())) {
      make(seed.to(), true);
    } else if (Files.isRegularFile(seed.from(), LinkOption.NOFOLLOW_LINKS)) {
      make(parent(seed.to()), true);
      Files.copy(seed.from(), seed.to());
      allow(seed.to(), "rw-rw-rw-");
    } else {
      copyFolder(seed.from(), seed.to());
    }
  }

  private static void copyFolder(Path from, Path to) throws IOException {
    try (var paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Path copy = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          make(copy, true);
        } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          Files.copy(path, copy);
          allow(copy, "rw-rw-rw-");
        }
      }
    }
  }

  private static Path parent(Path path) {
    return java.util.Objects.requireNonNull(path.getParent(), "a file lies in a folder");
  }
}
