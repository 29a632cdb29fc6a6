package io.bucky.gateway.files;

import io.bucky.base.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Open files by their path, and paths at which there is none, for a second at a time. Any thread.
final class FileCache implements AutoCloseable {
  private static final int FILES_MAX = 512;
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private final Time time;

  /// Guarded by itself; the one used longest ago goes first.
  private final LinkedHashMap<Path, Looked> entries =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Looked> eldest) {
          boolean full = size() > FILES_MAX;
          if (full) {
            eldest.getValue().file.ifPresent(OpenFile::release);
          }
          return full;
        }
      };

  FileCache(Time time) {
    this.time = time;
  }

  /// The regular file at `path`, held for the caller; empty when there is none below `root`.
  Optional<OpenFile> open(Path root, Path path) {
    long now = time.nanos();
    synchronized (entries) {
      Looked known = entries.get(path);
      if (known != null && now - known.checkedNanos < FRESH_NANOS) {
        return known.file.filter(OpenFile::tryHold);
      }
      if (known != null && known.file.isPresent() && known.file.get().isCurrent(path)) {
        known.checkedNanos = now;
        return known.file.filter(OpenFile::tryHold);
      }
      Optional<OpenFile> opened = openAnew(root, path);
      Looked before = entries.put(path, new Looked(opened, now));
      if (before != null) {
        before.file.ifPresent(OpenFile::release);
      }
      return opened.filter(OpenFile::tryHold);
    }
  }

  /// Follows links only inside the root.
  private static Optional<OpenFile> openAnew(Path root, Path path) {
    try {
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(path)) {
        return Optional.empty();
      }
      Path real = path.toRealPath();
      return real.startsWith(root.toRealPath()) && Files.isRegularFile(real)
          ? Optional.of(OpenFile.open(real))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    synchronized (entries) {
      entries.values().forEach(entry -> entry.file.ifPresent(OpenFile::release));
      entries.clear();
    }
  }

  private static final class Looked {
    private final Optional<OpenFile> file;
    private long checkedNanos;

    Looked(Optional<OpenFile> file, long checkedNanos) {
      this.file = file;
      this.checkedNanos = checkedNanos;
    }
  }
}
