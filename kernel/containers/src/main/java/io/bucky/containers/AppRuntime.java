package io.bucky.containers;

import io.bucky.base.Time;
import io.bucky.containers.engine.DockerEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Pulls the container engine towards plans. Remembers nothing: what runs is found by its labels,
/// so a crash of this program at any point loses nothing, and every method may simply be called
/// again.
///
/// Safe for several threads as long as no two of them change the same app.
public final class AppRuntime {
  private final DockerEngine engine;
  private final String zoneId;
  private final Time time;

  public AppRuntime(DockerEngine engine, String zoneId, Time time) {
    this.engine = engine;
    this.zoneId = zoneId;
    this.time = time;
  }

  /// All apps of this zone that the engine knows.
  public Observation observe() throws InterruptedException {
    return new Observation.EngineAway(engine + zoneId + time);
  }

  /// Makes the engine run `plan`: networks, images, containers in order, waiting for what each one
  /// depends on. Containers of another generation are replaced; those that run already stay as they
  /// are; a component that ended and is not asked for in `restart` stays ended.
  public Outcome converge(RunPlan plan, Progress progress) throws InterruptedException {
    return new Outcome.EngineAway(plan + " " + progress);
  }

  /// Starts one component again that ended. The caller decides when, by
  /// [RunPlan.Container#restart].
  public Outcome restart(RunPlan plan, String component) throws InterruptedException {
    return new Outcome.EngineAway(plan + component);
  }

  /// Removes the app's containers and networks. Its data stays.
  public Outcome stop(AppKey app) throws InterruptedException {
    return new Outcome.EngineAway(app.toString());
  }

  /// Stops the app and removes everything of it, `data` among it.
  ///
  /// @param data folders that nobody else uses
  public Outcome purge(AppKey app, List<Path> data) throws InterruptedException {
    return new Outcome.EngineAway(app.toString() + data);
  }

  /// The last lines of an app's containers, oldest first.
  public LogAnswer logs(AppKey app, Optional<String> component, int lines)
      throws InterruptedException {
    return new LogAnswer.EngineAway(app.toString() + component + lines);
  }

  /// Calls `onChange` for each container of this zone that starts, ends, or changes its health,
  /// until interrupted or the engine goes away.
  ///
  /// @return why it ended
  public String follow(Consumer<ContainerEvent> onChange) throws InterruptedException {
    return onChange.toString();
  }

  /// Waits for the engine at most `within`.
  public EngineState engine(Duration within) throws InterruptedException {
    return new EngineState.Away(within.toString(), "");
  }

  public sealed interface Observation {
    record Seen(List<AppInstance> apps) implements Observation {}

    record EngineAway(String why) implements Observation {}
  }

  public sealed interface Outcome {
    record Done() implements Outcome {}

    /// @param why for a person: what failed, on which component, and what to do
    /// @param passing true: it may work later without anyone doing something
    record Failed(String why, boolean passing) implements Outcome {}

    record EngineAway(String why) implements Outcome {}
  }

  public sealed interface LogAnswer {
    record Lines(List<LogLine> lines) implements LogAnswer {}

    record EngineAway(String why) implements LogAnswer {}
  }

  public sealed interface EngineState {
    record Ready(String version, String apiVersion) implements EngineState {}

    /// @param nextStep what the person can do
    record Away(String why, String nextStep) implements EngineState {}
  }

  /// @param stream `stdout` or `stderr`
  public record LogLine(Instant at, String component, String stream, String text) {}

  /// @param action `start`, `die`, `oom`, `health_status: unhealthy`, ...
  public record ContainerEvent(AppKey app, String component, String action, Instant at) {}

  /// Told while something long goes on, from the thread that does it.
  @FunctionalInterface
  public interface Progress {
    /// @param percent 0 to 100
    void at(int percent, String message);
  }
}
