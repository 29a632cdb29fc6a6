package io.bucky.containers;

import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The folders of an app on this machine: made before its containers, removed after them.
public final class AppFolders {
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private AppFolders() {}

  /// All that an app keeps here: its data, its temporary files, the texts of its configuration.
  ///
  /// @throws IllegalArgumentException if these are no names: what lies there is removed
  public static List<Path> of(ZoneLayout layout, String owner, String app) {
    if (!RunPlanner.isName(owner, app)) {
      throw new IllegalArgumentException(
          "'" + app + "' of '" + owner + "' is not a name of an app");
    }
    return List.of(
        layout.appData(owner, app), temporary(layout, owner, app), texts(layout, owner, app));
  }

  static Path temporary(ZoneLayout layout, String owner, String app) {
    return layout.local("tmp").resolve(owner + "." + app);
  }

  static Path texts(ZoneLayout layout, String owner, String app) {
    return layout.local("apps").resolve(owner + "." + app);
  }

  /// Makes what `container` mounts, and checks that it is where the plan says. Only the container's
  /// own: while it does not run, nobody can put a link on the way there.
  ///
  /// @return why it cannot be mounted
  static Optional<HostCheck.Problem> prepare(RunPlan plan, RunPlan.Container container)
      throws IOException {
    Optional<HostCheck.Problem> problem = HostCheck.problem(plan, container);
    if (problem.isPresent()) {
      return problem;
    }
    shut(plan);
    Set<Path> wanted =
        plan.sources(container).stream().map(RunPlan.Source::path).collect(Collectors.toSet());
    wanted.add(plan.data());
    for (RunPlan.Folder folder : plan.folders()) {
      if (wanted.contains(folder.path())) {
        own(plan, folder.path());
        make(folder.path(), folder.open());
      }
    }
    Sowing.sow(plan);
    for (RunPlan.Seed seed : plan.seeds()) {
      if (wanted.contains(seed.to()) && !Files.exists(seed.to(), LinkOption.NOFOLLOW_LINKS)) {
        own(plan, seed.to());
        make(seed.to(), true); // the package has nothing for it
      }
    }
    for (RunPlan.TextFile file : plan.files()) {
      if (wanted.contains(file.path())) {
        own(plan, file.path());
        make(parent(file.path()), false);
        Files.writeString(file.path(), file.text());
        allow(file.path(), "rw-r--r--");
      }
    }
    return HostCheck.problem(plan, container);
  }

  /// What apps keep is open to all users of their containers, so to users of this machine the way
  /// there is shut.
  private static void shut(RunPlan plan) throws IOException {
    ZoneLayout layout = plan.layout();
    for (Path folder :
        List.of(
            layout.home(plan.app().owner()),
            layout.local("tmp"),
            layout.local("apps"),
            layout.var("packages"))) {
      Files.createDirectories(folder);
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
      if (permissions.removeAll(OTHERS)) {
        Files.setPosixFilePermissions(folder, permissions);
      }
    }
  }

  /// Nothing is ever written elsewhere, whatever a plan says.
  static void own(RunPlan plan, Path path) throws IOException {
    Optional<HostCheck.Problem> problem = HostCheck.own(plan, path);
    if (problem.isPresent()) {
      throw new IOException(problem.get().why());
    }
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

  static void make(Path folder, boolean open) throws IOException {
    boolean fresh = !Files.exists(folder);
    Files.createDirectories(folder);
    if (fresh && open) {
      allow(folder, "rwxrwxrwx"); // users of containers are not users of this machine
    }
  }

  static void allow(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  static Path parent(Path path) {
    return java.util.Objects.requireNonNull(path.getParent(), "a file lies in a folder");
  }
}
