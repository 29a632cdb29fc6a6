package io.bucky.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Keeps a second gateway away from the same root; the system lets go of it when the process dies.
final class RootLock implements AutoCloseable {
  private final FileChannel channel;

  private RootLock(FileChannel channel) {
    this.channel = channel;
  }

  static RootLock take(Path run) {
    Path path = run.resolve("gateway.lock");
    try {
      Files.createDirectories(run);
      FileChannel channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        String holder = Files.readString(path).strip();
        channel.close();
        throw new StartFailure(
            "A gateway runs on this root already (process %s, lock %s). Stop it first."
                .formatted(holder.isEmpty() ? "unknown" : holder, path));
      }
      channel.truncate(0);
      String self = Long.toString(ProcessHandle.current().pid());
      channel.write(ByteBuffer.wrap(self.getBytes(StandardCharsets.US_ASCII)), 0);
      return new RootLock(channel);
    } catch (IOException e) {
      throw new StartFailure("The lock " + path + " cannot be taken: " + e.getMessage() + ".", e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
