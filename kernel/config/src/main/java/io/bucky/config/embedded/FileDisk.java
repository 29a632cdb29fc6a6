package io.bucky.config.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A real directory. Files are readable by their owner only.
///
/// One owner calls everything but [DiskFile], whose methods are safe for any thread.
public final class FileDisk implements Disk {
  private static final String LOCK = "lock";
  private final Path directory;
  private @Nullable FileChannel lockChannel;

  private FileDisk(Path directory) {
    this.directory = directory;
  }

  /// Creates `directory` if it is missing.
  public static FileDisk at(Path directory) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return new FileDisk(directory);
  }

  @Override
  public boolean lock() throws IOException {
    var channel = channel(directory.resolve(LOCK));
    FileLock held;
    try {
      held = channel.tryLock();
    } catch (OverlappingFileLockException _) {
      held = null;
    }
    if (held == null) {
      channel.close();
      return false;
    }
    lockChannel = channel;
    return true;
  }

  @Override
  public List<String> list() throws IOException {
    try (var paths = Files.list(directory)) {
      return paths
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.equals(LOCK))
          .sorted()
          .toList();
    }
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new ChannelFile(channel(directory.resolve(name)));
  }

  private static FileChannel channel(Path path) throws IOException {
    return FileChannel.open(
        path,
        java.util.Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(
        directory.resolve(from),
        directory.resolve(to),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name));
  }

  @Override
  public void forceNames() throws IOException {
    io.bucky.base.AtomicFile.syncDirectory(directory);
  }

  @Override
  public long freeBytes() throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  @Override
  public String describe(String name) {
    return directory.resolve(name).toString();
  }

  @Override
  public void close() throws IOException {
    FileChannel held = lockChannel;
    if (held != null) {
      lockChannel = null;
      held.close();
    }
  }

  /// A file behind a channel.
  private record ChannelFile(FileChannel channel) implements DiskFile {
    @Override
    public long bytes() throws IOException {
      return channel.size();
    }

    @Override
    public int read(long at, ByteBuffer into) throws IOException {
      int total = 0;
      while (into.hasRemaining()) {
        int count = channel.read(into, at + total);
        if (count < 0) {
          break;
        }
        total += count;
      }
      return total;
    }

    @Override
    public void write(long at, ByteBuffer bytes) throws IOException {
      long position = at;
      while (bytes.hasRemaining()) {
        position += channel.write(bytes, position);
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void truncate(long bytes) throws IOException {
      channel.truncate(bytes);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
