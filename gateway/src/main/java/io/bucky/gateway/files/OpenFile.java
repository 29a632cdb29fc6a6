package io.bucky.gateway.files;

import io.bucky.gateway.http.HeldFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// One open file with what its answers need. Any thread; closed by its last holder.
final class OpenFile implements HeldFile {
  static final int MEMORY_BYTES_MAX = 32 << 10;
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final FileChannel channel;
  private final long length;
  private final Instant modified;
  private final String etag;
  private final Optional<byte[]> content;
  private final AtomicInteger holders = new AtomicInteger(1);

  private OpenFile(FileChannel channel, long length, Instant modified, Optional<byte[]> content) {
    this.channel = channel;
    this.length = length;
    this.modified = modified;
    this.etag =
        '"' + Long.toHexString(modified.toEpochMilli()) + '-' + Long.toHexString(length) + '"';
    this.content = content;
  }

  static OpenFile open(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      long length = channel.size();
      Optional<byte[]> content =
          length <= MEMORY_BYTES_MAX ? Optional.of(read(channel, (int) length)) : Optional.empty();
      Instant modified = attributes.lastModifiedTime().toInstant();
      return new OpenFile(
          channel, content.map(c -> (long) c.length).orElse(length), modified, content);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static byte[] read(FileChannel channel, int length) throws IOException {
    var buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, buffer.position()) < 0) {
        throw new IOException("the file became shorter while it was read");
      }
    }
    return buffer.array();
  }

  /// Whether the file at `path` is still the one that was opened.
  boolean isCurrent(Path path) {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return now.isRegularFile()
          && now.size() == length
          && now.lastModifiedTime().toInstant().equals(modified);
    } catch (IOException e) {
      return false;
    }
  }

  long length() {
    return length;
  }

  String etag() {
    return etag;
  }

  Instant modified() {
    return modified;
  }

  String lastModified() {
    return HTTP_DATE.format(modified);
  }

  Optional<byte[]> content() {
    return content;
  }

  @Override
  public FileChannel channel() {
    return channel;
  }

  /// @throws IllegalStateException when it was closed already: whoever gives it out holds it
  @Override
  public void hold() {
    if (!tryHold()) {
      throw new IllegalStateException("closed");
    }
  }

  boolean tryHold() {
    int now = holders.get();
    while (now > 0) {
      if (holders.compareAndSet(now, now + 1)) {
        return true;
      }
      now = holders.get();
    }
    return false;
  }

  @Override
  public void release() {
    if (holders.decrementAndGet() == 0) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
