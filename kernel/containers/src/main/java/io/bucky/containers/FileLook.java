package io.bucky.containers;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Looks at files that may lie on a server or disk that answers no more, for which the kernel lets
/// its caller wait without end. The look goes on in a thread of its own; as long as it does, nobody
/// looks there again. Any thread.
final class FileLook {
  private final Set<String> hanging = ConcurrentHashMap.newKeySet();

  /// @param place what is looked at, for nobody to look there twice
  /// @return empty when there was no answer in time
  <T> Optional<T> within(Duration time, String place, Callable<T> look)
      throws IOException, InterruptedException {
    if (!hanging.add(place)) {
      return Optional.empty();
    }
    var answer = new CompletableFuture<T>();
    Thread.ofPlatform().daemon().name("file-look").start(() -> look(place, look, answer));
    try {
      return Optional.of(answer.get(time.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failed -> throw failed;
        case RuntimeException failed -> throw failed;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  private <T> void look(String place, Callable<T> look, CompletableFuture<T> answer) {
    try {
      T found = look.call();
      hanging.remove(place); // before anyone hears of it
      answer.complete(found);
    } catch (Exception | Error e) {
      hanging.remove(place);
      answer.completeExceptionally(e);
    }
  }
}
