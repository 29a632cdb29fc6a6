package io.bucky.cli;

import io.bucky.base.Deadline;
import io.bucky.base.Time;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/// A turn at a file that several commands change: held by one of them at a time, until it is closed
/// or its process ends. Its mark is an empty file beside it, `NAME.lock`, which stays.
final class FileTurn implements AutoCloseable {
  /// More than two calls of the command before may take.
  private static final Duration WAIT_MAX = Duration.ofSeconds(40);

  private static final Duration STEP = Duration.ofMillis(25);

  private final FileChannel channel;

  private FileTurn(FileChannel channel) {
    this.channel = channel;
  }

  /// Waits until nobody else has the turn.
  static FileTurn take(Path file, Time time) throws IOException, InterruptedException {
    Path folder =
        Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a directory");
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(
            folder.resolve(file.getFileName() + ".lock"),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    var deadline = Deadline.in(WAIT_MAX, time);
    try {
      while (!locked(channel)) {
        if (deadline.left(time).isZero()) {
          throw new Failure(
              ExitStatus.TRY_AGAIN,
              "another bucky command keeps " + file + " busy",
              "Try again when it has ended.");
        }
        time.sleep(STEP);
      }
      return new FileTurn(channel);
    } catch (IOException | InterruptedException | Failure e) {
      channel.close();
      throw e;
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // another thread of this process
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
