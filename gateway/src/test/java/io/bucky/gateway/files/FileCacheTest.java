package io.bucky.gateway.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCacheTest {
  private static final int PATIENCE_SECONDS = 10;

  @TempDir Path root;

  private static Optional<OpenFile> opened(Path path) {
    try {
      return Files.exists(path) ? Optional.of(OpenFile.open(path)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFileThatIsSlowToOpenHoldsUpNoOther() throws Exception {
    Files.writeString(root.resolve("slow"), "s");
    Files.writeString(root.resolve("quick"), "q");
    var asked = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    FileCache.Disk disk =
        (_, path) -> {
          if (path.endsWith("slow")) {
            asked.countDown();
            awaitQuietly(go);
          }
          return opened(path);
        };
    try (var cache = new FileCache(Time.system(), disk);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var slow =
          CompletableFuture.supplyAsync(() -> cache.open(root, root.resolve("slow")), threads);
      asked.await();
      var quick =
          CompletableFuture.supplyAsync(() -> cache.open(root, root.resolve("quick")), threads);
      try {
        assertThat(quick.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isPresent();
        assertThat(slow).isNotDone();
      } finally {
        go.countDown();
      }
      slow.get().orElseThrow().release();
      quick.get().orElseThrow().release();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void manyReadersOfMoreFilesThanAreKeptGetThemAllAndLeaveNoneOpen() throws Exception {
    List<Path> paths = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      paths.add(Files.writeString(root.resolve("f" + i), "x"));
    }
    var all = new ConcurrentLinkedQueue<OpenFile>();
    FileCache.Disk disk =
        (_, path) -> {
          Optional<OpenFile> file = opened(path);
          file.ifPresent(all::add);
          return file;
        };
    try (var cache = new FileCache(Time.system(), disk);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var readers = new ArrayList<CompletableFuture<Void>>();
      for (int i = 0; i < 8; i++) {
        readers.add(
            CompletableFuture.runAsync(
                () -> {
                  for (Path path : paths) {
                    cache.open(root, path).orElseThrow().release();
                  }
                },
                threads));
      }
      for (var reader : readers) {
        reader.get();
      }
    }
    assertThat(all).isNotEmpty().noneMatch(file -> file.channel().isOpen());
  }
}
