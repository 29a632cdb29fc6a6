package io.bucky.node;

import io.bucky.api.NodeApi;
import io.bucky.base.Log;
import io.bucky.base.Threads;
import io.bucky.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Keeps `run/status.json` at the newest status, for whoever cannot ask the socket.
///
/// Changes are collected: one virtual thread writes, however often it is told. The file is not
/// forced to disk, since it means nothing after a power cut.
final class StatusFile implements AutoCloseable {
  private static final Log LOG = Log.of("node.status");

  private final Path file;
  private final Path next;
  private final Supplier<NodeApi.Status> status;
  private final Semaphore told = new Semaphore(0);
  private final Thread writer;

  private StatusFile(Path file, Supplier<NodeApi.Status> status) {
    this.file = file;
    this.next = file.resolveSibling(file.getFileName() + ".next");
    this.status = status;
    this.writer = Thread.ofVirtual().name("node-status").unstarted(this::write);
  }

  static StatusFile open(Path file, Supplier<NodeApi.Status> status) {
    var opened = new StatusFile(file, status);
    opened.writer.start();
    return opened;
  }

  /// Something changed. Never blocks.
  void touch() {
    told.release();
  }

  private void write() {
    try {
      while (true) {
        told.acquire();
        told.drainPermits();
        try {
          Files.write(next, Json.writeBytes(status.get()));
          Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
          LOG.warn("node.status.not_written", e, "file", file);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  @Override
  public void close() throws IOException {
    Threads.end(writer);
    Files.deleteIfExists(next);
    Files.deleteIfExists(file);
  }
}
