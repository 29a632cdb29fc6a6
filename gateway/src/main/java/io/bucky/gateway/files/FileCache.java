package io.bucky.gateway.files;

import io.bucky.base.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// Open files by their path, and paths at which there is none, for a second at a time. Any thread.
///
/// The disk is asked outside the lock: a slow one holds up who needs it, nobody else. While one
/// caller looks whether a file changed, the others take what is known.
final class FileCache implements AutoCloseable {
  private static final int FILES_MAX = 512;
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  /// Where files are opened.
  @FunctionalInterface
  interface Disk {
    /// The regular file at `path`; empty when there is none below `root`.
    Optional<OpenFile> open(Path root, Path path);
  }

  private final Time time;
  private final Disk disk;

  /// Guarded by itself; the one used longest ago is the first.
  private final LinkedHashMap<Path, Looked> entries = new LinkedHashMap<>(64, 0.75f, true);

  /// Guarded by `entries`.
  private boolean closed;

  FileCache(Time time) {
    this(time, FileCache::openAnew);
  }

  FileCache(Time time, Disk disk) {
    this.time = time;
    this.disk = disk;
  }

  /// The regular file at `path`, held for the caller; empty when there is none below `root`.
  Optional<OpenFile> open(Path root, Path path) {
    long now = time.nanos();
    Optional<OpenFile> known = Optional.empty();
    synchronized (entries) {
      Looked entry = entries.get(path);
      if (entry != null) {
        if (now - entry.checkedNanos < FRESH_NANOS) {
          return entry.file.filter(OpenFile::tryHold);
        }
        entry.checkedNanos = now;
        known = entry.file.filter(OpenFile::tryHold);
      }
    }
    if (known.isPresent()) {
      if (known.get().isCurrent(path)) {
        return known;
      }
      known.get().release();
    }
    Optional<OpenFile> opened = disk.open(root, path);
    opened.ifPresent(OpenFile::hold); // for the caller; the cache has it from its opening
    keep(path, new Looked(opened, now)).forEach(OpenFile::release);
    return opened;
  }

  /// @return what the cache keeps no longer
  private List<OpenFile> keep(Path path, Looked looked) {
    var gone = new ArrayList<OpenFile>();
    synchronized (entries) {
      Looked before = closed ? looked : entries.put(path, looked);
      if (before != null) {
        before.file.ifPresent(gone::add);
      }
      if (entries.size() > FILES_MAX) {
        entries.pollFirstEntry().getValue().file.ifPresent(gone::add);
      }
    }
    return gone;
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
    var gone = new ArrayList<OpenFile>();
    synchronized (entries) {
      closed = true;
      entries.values().forEach(entry -> entry.file.ifPresent(gone::add));
      entries.clear();
    }
    gone.forEach(OpenFile::release);
  }

  private static final class Looked {
    private final Optional<OpenFile> file;

    /// Guarded by `entries`.
    private long checkedNanos;

    Looked(Optional<OpenFile> file, long checkedNanos) {
      this.file = file;
      this.checkedNanos = checkedNanos;
    }
  }
}
