package io.bucky.containers;

import io.bucky.base.Deadline;
import io.bucky.base.Log;
import io.bucky.base.Time;
import io.bucky.containers.engine.DockerEngine;
import io.bucky.containers.engine.EngineAnswer;
import io.bucky.containers.engine.EngineContainer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Pulls the container engine towards plans. Remembers nothing: what runs is found by its labels,
/// so a crash of this program at any point loses nothing, and every method may simply be called
/// again.
///
/// Safe for several threads as long as no two of them change the same app.
public final class AppRuntime {
  private static final Log LOG = Log.of("apps");

  /// An older container is made anew when it ended, so that its login token is fresh.
  private static final Duration FRESH = Duration.ofMinutes(20);

  private static final Duration POLL = Duration.ofMillis(100);
  private static final int LOG_LINES_MAX = 10_000;

  /// How much of the progress of a start pulling images is.
  static final int IMAGES_PERCENT = 75;

  private final DockerEngine engine;
  private final String zoneId;
  private final Time time;
  private final FileLook files = new FileLook();
  private final WriterFreeze freeze;

  public AppRuntime(DockerEngine engine, String zoneId, Time time) {
    this.engine = engine;
    this.zoneId = zoneId;
    this.time = time;
    this.freeze = new WriterFreeze(engine, zoneId, files);
  }

  /// All apps of this zone that the engine knows. What a crash left paused goes on.
  public Observation observe() throws InterruptedException {
    return switch (containers(Map.of(Labels.ZONE, zoneId))) {
      case EngineAnswer.Ok<List<EngineContainer>>(var found) -> {
        freeze.thaw(found);
        yield new Observation.Seen(instances(found));
      }
      case EngineAnswer<List<EngineContainer>> other -> new Observation.EngineAway(other.problem());
    };
  }

  /// Makes the engine run `plan`: images, folders, networks, containers in order, waiting for what
  /// each one depends on. Containers of another generation are replaced; those that run already
  /// stay as they are, and so do those that ended as they may. What ended otherwise is made anew;
  /// while the app is whole its node starts such a component by [#restart] instead, as
  /// [RunPlan.Container#restart] has it. When none runs, all start anew.
  public Outcome converge(RunPlan plan, Progress progress) throws InterruptedException {
    return attempt(
        plan,
        present -> {
          Convergence.look(plan, present, files);
          RunPlan whole = new Images(engine, plan).prepare(progress, IMAGES_PERCENT);
          convergence(whole, progress).run(present);
        });
  }

  /// Starts one component again that ended. The caller decides when, by
  /// [RunPlan.Container#restart].
  public Outcome restart(RunPlan plan, String component) throws InterruptedException {
    if (plan.container(component).isEmpty()) {
      return new Outcome.Failed("the app has no component " + component, false);
    }
    return attempt(
        plan,
        present ->
            convergence(new Images(engine, plan).prepare((_, _) -> {}, 0), (_, _) -> {})
                .restart(
                    component,
                    present.stream()
                        .filter(c -> component.equals(c.labels().get(Labels.COMPONENT)))
                        .findFirst(),
                    FRESH));
  }

  private Convergence convergence(RunPlan whole, Progress progress) {
    return new Convergence(engine, whole, time, progress, freeze, files);
  }

  private interface Attempt {
    void run(List<EngineContainer> present) throws Convergence.Stopped, InterruptedException;
  }

  private Outcome attempt(RunPlan plan, Attempt attempt) throws InterruptedException {
    try {
      List<EngineContainer> present =
          Convergence.must(containers(labels(plan.app())), "the containers cannot be listed");
      attempt.run(present);
      return new Outcome.Done();
    } catch (Convergence.Stopped stopped) {
      return stopped.outcome();
    }
  }

  /// Removes the app's containers and networks, the last started first. Its data stays.
  public Outcome stop(AppKey app) throws InterruptedException {
    try {
      List<EngineContainer> found =
          Convergence.must(containers(labels(app)), "the containers cannot be listed");
      var lastFirst = new ArrayList<>(found);
      lastFirst.sort(
          Comparator.comparing((EngineContainer c) -> c.createdAt().orElse(Instant.EPOCH))
              .reversed());
      for (EngineContainer container : lastFirst) {
        new Ending(engine, freeze).stop(container);
        gone(engine.containers().remove(container.id()), container.name());
      }
      for (JsonNode network :
          Convergence.must(engine.networks().list(labels(app)), "the networks cannot be listed")) {
        gone(
            engine.networks().remove(network.path("Id").asString("")),
            network.path("Name").asString(""));
      }
      LOG.info("app.stopped", "app", app.fullId(), "containers", found.size());
      return new Outcome.Done();
    } catch (Convergence.Stopped stopped) {
      return stopped.outcome();
    }
  }

  private static void gone(EngineAnswer<JsonNode> answer, String what) throws Convergence.Stopped {
    boolean already =
        answer instanceof EngineAnswer.Missing
            || answer.problem().contains("removal of container") // another removal is under way
            || answer.problem().contains("already in progress");
    if (!already) {
      Convergence.must(answer, what + " cannot be removed");
    }
  }

  /// Stops the app and removes everything of it, `data` among it.
  ///
  /// @param data folders that nobody else uses, as [AppFolders#of] names them
  public Outcome purge(AppKey app, List<Path> data) throws InterruptedException {
    Outcome stopped = stop(app);
    if (!(stopped instanceof Outcome.Done)) {
      return stopped;
    }
    try {
      for (String volume :
          Convergence.must(engine.volumes().list(labels(app)), "the volumes cannot be listed")) {
        gone(engine.volumes().remove(volume), volume);
      }
      for (Path folder : data) {
        new DataRemoval(engine, app).remove(folder);
      }
      LOG.info("app.purged", "app", app.fullId());
      return new Outcome.Done();
    } catch (Convergence.Stopped failed) {
      return failed.outcome();
    }
  }

  /// The last lines of an app's containers, oldest first.
  public LogAnswer logs(AppKey app, Optional<String> component, int lines)
      throws InterruptedException {
    EngineAnswer<List<EngineContainer>> found = containers(labels(app));
    if (!(found instanceof EngineAnswer.Ok<List<EngineContainer>>(var containers))) {
      return new LogAnswer.EngineAway(found.problem());
    }
    var all = new ArrayList<LogLine>();
    for (EngineContainer container : containers) {
      String name = container.labels().getOrDefault(Labels.COMPONENT, "");
      if (component.isEmpty() || component.get().equals(name)) {
        engine
            .containers()
            .logs(container.id(), Math.clamp(lines, 1, LOG_LINES_MAX))
            .toOptional()
            .ifPresent(some ->
                some.forEach(
                    line -> all.add(new LogLine(line.at(), name, line.stream(), line.text()))));
      }
    }
    all.sort(Comparator.comparing(LogLine::at));
    return new LogAnswer.Lines(
        List.copyOf(all.subList(Math.max(0, all.size() - lines), all.size())));
  }

  /// What one app has on the engine; none of its containers when the app is not here.
  public EngineAnswer<List<AppInstance.Container>> inspect(AppKey app) throws InterruptedException {
    return containers(labels(app))
        .map(found -> found.stream().map(AppInstance.Container::of).toList());
  }

  /// Calls `onChange` for each container of this zone that starts, ends, or changes its health,
  /// until interrupted or the engine goes away.
  ///
  /// @return why it ended
  public String follow(Consumer<ContainerEvent> onChange) throws InterruptedException {
    EngineAnswer<Integer> ended =
        engine
            .containers()
            .follow(
                Map.of(Labels.ZONE, zoneId), json -> ContainerEvent.of(json).ifPresent(onChange));
    return ended.ok() ? "the engine closed the stream of events" : ended.problem();
  }

  /// Waits for the engine at most `within`.
  public EngineState engine(Duration within) throws InterruptedException {
    var deadline = Deadline.in(within, time);
    while (true) {
      EngineAnswer<DockerEngine.Version> version = engine.version();
      if (version instanceof EngineAnswer.Ok<DockerEngine.Version>(var found)) {
        return new EngineState.Ready(found.version(), found.apiVersion());
      }
      if (deadline.hasPassed(time)) {
        return new EngineState.Away(version.problem(), nextStep(version.problem()));
      }
      time.sleep(POLL);
    }
  }

  private static String nextStep(String why) {
    return why.contains("may not use")
        ? "Run: sudo usermod -aG docker $USER, then log in again."
        : "Install one, for example: sudo apt-get install -y docker.io";
  }

  static Map<String, String> labels(AppKey app) {
    return Map.of(Labels.ZONE, app.zone(), Labels.OWNER, app.owner(), Labels.APP, app.app());
  }

  private EngineAnswer<List<EngineContainer>> containers(Map<String, String> labels)
      throws InterruptedException {
    EngineAnswer<List<String>> ids = engine.containers().list(labels);
    var found = new ArrayList<EngineContainer>();
    for (String id : ids.toOptional().orElse(List.of())) {
      switch (engine.containers().inspect(id)) {
        case EngineAnswer.Ok<EngineContainer>(var container) -> found.add(container);
        case EngineAnswer.Missing<EngineContainer> _ -> {} // gone since
        case EngineAnswer<EngineContainer> other -> {
          return other.map(_ -> List.of());
        }
      }
    }
    return ids.map(_ -> List.copyOf(found));
  }

  private List<AppInstance> instances(List<EngineContainer> found) {
    var apps = new TreeMap<String, List<EngineContainer>>();
    for (EngineContainer container : found) {
      if (!container.labels().getOrDefault(Labels.COMPONENT, "~").startsWith("~")) {
        apps.computeIfAbsent(
                container.labels().getOrDefault(Labels.FULL_APP, ""), _ -> new ArrayList<>())
            .add(container);
      }
    }
    return apps.values().stream().map(this::instance).toList();
  }

  private AppInstance instance(List<EngineContainer> containers) {
    var labels = containers.getFirst().labels();
    var key =
        new AppKey(
            zoneId, labels.getOrDefault(Labels.OWNER, ""), labels.getOrDefault(Labels.APP, ""));
    long generation = containers.stream().mapToLong(Convergence::generation).max().orElse(-1);
    return new AppInstance(
        key, generation, containers.stream().map(AppInstance.Container::of).toList());
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
  public record ContainerEvent(AppKey app, String component, String action, Instant at) {
    static Optional<ContainerEvent> of(JsonNode json) {
      String action = json.path("Action").asString("");
      if (!action.matches("start|die|oom|destroy|health_status.*")) {
        return Optional.empty();
      }
      JsonNode labels = json.path("Actor").path("Attributes");
      var app =
          new AppKey(
              labels.path(Labels.ZONE).asString(""),
              labels.path(Labels.OWNER).asString(""),
              labels.path(Labels.APP).asString(""));
      return Optional.of(
          new ContainerEvent(
              app,
              labels.path(Labels.COMPONENT).asString(""),
              action,
              Instant.ofEpochSecond(json.path("time").asLong(0))));
    }
  }

  /// Told while something long goes on, from the thread that does it.
  @FunctionalInterface
  public interface Progress {
    /// @param percent 0 to 100
    void at(int percent, String message);
  }
}
