package io.bucky.containers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;

/// Copies what an app's package has to where the app keeps it: all of it before the app's first
/// container starts, and after that only to a place that is gone. A crash in between leaves no half
/// file, and the next start fills in what is missing.
final class Sowing {
  private static final String DONE = ".sown";

  private Sowing() {}

  static void sow(RunPlan plan) throws IOException {
    Path texts = AppFolders.texts(plan.layout(), plan.app().owner(), plan.app().app());
    Path done = texts.resolve(DONE);
    boolean again = Files.exists(done);
    List<RunPlan.Seed> outermostFirst =
        plan.seeds().stream()
            .filter(seed -> Files.exists(seed.from()))
            .sorted(Comparator.comparingInt(seed -> seed.to().getNameCount()))
            .toList();
    for (RunPlan.Seed seed : outermostFirst) {
      if (!(again && isThere(seed.to()))) {
        AppFolders.own(plan, seed.to());
        copy(plan, seed);
      }
    }
    if (!again) {
      AppFolders.make(texts, false);
      Files.write(done, new byte[0]);
    }
  }

  private static void copy(RunPlan plan, RunPlan.Seed seed) throws IOException {
    Files.walkFileTree(
        seed.from(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path to = to(folder);
            if (isThere(to) && !Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)) {
              return FileVisitResult.SKIP_SUBTREE; // the app put something else there
            }
            AppFolders.make(to, true);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path to = to(file);
            if (attributes.isRegularFile() && !isThere(to)) {
              copyFile(file, to);
            }
            return FileVisitResult.CONTINUE;
          }

          private Path to(Path from) throws IOException {
            Path to = seed.to().resolve(seed.from().relativize(from).toString());
            Path folder = AppFolders.parent(to);
            AppFolders.own(plan, folder);
            return to;
          }
        });
  }

  /// Whole or not at all.
  private static void copyFile(Path from, Path to) throws IOException {
    Path folder = AppFolders.parent(to);
    AppFolders.make(folder, true);
    Path half = folder.resolve(".sowing-" + to.getFileName());
    Files.deleteIfExists(half);
    Files.copy(from, half);
    try (var channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    AppFolders.allow(half, Files.isExecutable(from) ? "rwxrwxrwx" : "rw-rw-rw-");
    Files.move(half, to, StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean isThere(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }
}
