package io.bucky.containers;

import io.bucky.base.Time;
import io.bucky.containers.engine.DockerEngine;
import io.bucky.containers.engine.EngineAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/// What an app's containers take, measured when somebody asks and never else.
///
/// CPU use is an average: between this question and the one before, or over [#GLANCE] when nobody
/// asked for a while. Any thread.
public final class AppMeter {
  /// How long the first question waits, to have two moments to compare.
  private static final Duration GLANCE = Duration.ofMillis(400);

  /// A sample that is older tells nothing about now.
  private static final Duration STALE = Duration.ofSeconds(30);

  private final AppRuntime runtime;
  private final DockerEngine engine;
  private final Time time;

  /// The samples of the last questions, by container id; stale ones leave with the next question.
  private final Map<String, Sample> last = new ConcurrentHashMap<>();

  public AppMeter(AppRuntime runtime, DockerEngine engine, Time time) {
    this.runtime = runtime;
    this.engine = engine;
    this.time = time;
  }

  /// @param use while it runs and the engine measures it
  public record Reading(AppInstance.Container container, Optional<Use> use) {}

  /// @param memoryBytes without what the kernel can take back from the file cache
  /// @param memoryLimitBytes absent without a limit
  /// @param cpuPercent 100 is one core
  public record Use(long memoryBytes, Optional<Long> memoryLimitBytes, double cpuPercent) {}

  /// Each container of `app`, running or not, by component.
  public EngineAnswer<List<Reading>> read(AppKey app) throws InterruptedException {
    EngineAnswer<List<AppInstance.Container>> found = runtime.inspect(app);
    List<AppInstance.Container> containers = found.toOptional().orElse(List.of());
    forget();
    boolean first = false;
    for (AppInstance.Container container : containers) {
      if (container.running() && !last.containsKey(container.id())) {
        sample(container).ifPresent(sample -> last.put(container.id(), sample));
        first = true;
      }
    }
    if (first) {
      time.sleep(GLANCE);
    }
    var readings = new ArrayList<Reading>();
    for (AppInstance.Container container : containers) {
      readings.add(new Reading(container, container.running() ? use(container) : Optional.empty()));
    }
    return found.map(_ -> List.copyOf(readings));
  }

  private Optional<Use> use(AppInstance.Container container) throws InterruptedException {
    Optional<Sample> now = sample(container);
    Optional<Sample> before = Optional.ofNullable(last.get(container.id()));
    if (now.isEmpty() || before.isEmpty()) {
      return Optional.empty();
    }
    if (now.get().nanos - before.get().nanos >= GLANCE.toNanos()) {
      last.put(container.id(), now.get());
    }
    return Optional.of(now.get().since(before.get()));
  }

  private Optional<Sample> sample(AppInstance.Container container) throws InterruptedException {
    return engine
        .containers()
        .stats(container.id())
        .toOptional()
        .map(json -> Sample.of(json, time.nanos()))
        .filter(sample -> sample.memoryBytes > 0);
  }

  private void forget() {
    long now = time.nanos();
    for (var each : new HashMap<>(last).entrySet()) {
      if (now - each.getValue().nanos > STALE.toNanos()) {
        last.remove(each.getKey(), each.getValue());
      }
    }
  }

  /// @param cpuNanos since the container's start
  /// @param nanos when, on the monotonic clock
  record Sample(long memoryBytes, long limitBytes, long cpuNanos, long nanos) {
    static Sample of(JsonNode stats, long nanos) {
      JsonNode memory = stats.path("memory_stats");
      long cache =
          memory
              .path("stats")
              .path("inactive_file")
              .asLong(memory.path("stats").path("total_inactive_file").asLong(0));
      return new Sample(
          Math.max(0, memory.path("usage").asLong(0) - cache),
          memory.path("limit").asLong(0),
          stats.path("cpu_stats").path("cpu_usage").path("total_usage").asLong(0),
          nanos);
    }

    Use since(Sample before) {
      double elapsed = Math.max(1, nanos - before.nanos);
      double percent = 100 * Math.max(0, cpuNanos - before.cpuNanos) / elapsed;
      return new Use(
          memoryBytes,
          limitBytes > 0 ? Optional.of(limitBytes) : Optional.empty(),
          Math.round(percent * 10) / 10.0);
    }
  }
}
