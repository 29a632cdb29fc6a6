package io.bucky.containers;

import io.bucky.base.Log;
import io.bucky.base.RestartPolicy;
import io.bucky.base.Time;
import io.bucky.containers.AppRuntime.Outcome;
import io.bucky.containers.AppRuntime.Progress;
import io.bucky.containers.compose.HostPaths;
import io.bucky.containers.engine.DockerEngine;
import io.bucky.containers.engine.EngineAnswer;
import io.bucky.containers.engine.EngineContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One attempt to make the engine run one plan. Made, run once, forgotten; a failure at any step
/// leaves what the next attempt finds by its labels.
final class Convergence {
  private static final Log LOG = Log.of("apps");

  /// A disk that has not answered by then holds up no other app.
  private static final Duration LOOK = Duration.ofSeconds(10);

  private final DockerEngine engine;
  private final RunPlan plan;
  private final Time time;
  private final Progress progress;
  private final WriterFreeze freeze;
  private final FileLook files;
  private final Ground ground;
  private final Dependencies dependencies;

  Convergence(
      DockerEngine engine,
      RunPlan plan,
      Time time,
      Progress progress,
      WriterFreeze freeze,
      FileLook files) {
    this.engine = engine;
    this.plan = plan;
    this.time = time;
    this.progress = progress;
    this.freeze = freeze;
    this.files = files;
    this.ground = new Ground(engine, plan);
    this.dependencies = new Dependencies(engine, plan, time, progress, AppRuntime.IMAGES_PERCENT);
  }

  /// Ends an attempt; caught by [AppRuntime].
  static final class Stopped extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Outcome outcome;

    Stopped(Outcome outcome) {
      this.outcome = outcome;
    }

    Outcome outcome() {
      return outcome;
    }
  }

  static Stopped failed(String why, boolean passing) {
    return new Stopped(new Outcome.Failed(why, passing));
  }

  /// The value, or the end of the attempt.
  static <T> T must(EngineAnswer<T> answer, String doing) throws Stopped {
    return switch (answer) {
      case EngineAnswer.Ok<T>(var value) -> value;
      case EngineAnswer.Away<T>(var why) -> throw new Stopped(new Outcome.EngineAway(why));
      case EngineAnswer.Missing<T> _, EngineAnswer.Conflict<T> _, EngineAnswer.Refused<T> _ ->
          throw failed(doing + ": " + answer.problem(), true);
    };
  }

  /// Whether what does not run yet may be started, before anything is pulled or removed.
  ///
  /// @param present the app's containers
  static void look(RunPlan plan, List<EngineContainer> present, FileLook files)
      throws Stopped, InterruptedException {
    for (RunPlan.Container container : plan.containers()) {
      boolean runs =
          present.stream()
              .anyMatch(it ->
                  it.running()
                      && generation(it) == plan.generation()
                      && container.component().equals(it.labels().get(Labels.COMPONENT)));
      if (!runs) {
        allowed(files, plan, container, () -> HostCheck.problem(plan, container));
      }
    }
  }

  /// @param present the app's containers
  void run(List<EngineContainer> present) throws Stopped, InterruptedException {
    SortedMap<String, EngineContainer> kept = keep(present);
    ground.prepare();
    int done = 0;
    for (RunPlan.Container container : plan.containers()) {
      int percent =
          AppRuntime.IMAGES_PERCENT
              + (100 - AppRuntime.IMAGES_PERCENT) * done++ / plan.containers().size();
      progress.at(percent, "Starting " + container.component());
      if (!kept.containsKey(container.component())) {
        dependencies.awaitAll(container);
        create(container);
      }
    }
    progress.at(100, "Running");
  }

  /// Starts one component that ended, in its place.
  void restart(String component, Optional<EngineContainer> present, Duration fresh)
      throws Stopped, InterruptedException {
    RunPlan.Container container = plan.container(component).orElseThrow();
    if (present.isPresent() && present.get().running()) {
      return;
    }
    allowed(files, plan, container, () -> HostCheck.problem(plan, container));
    dependencies.awaitAll(container);
    if (present.isPresent()) {
      EngineContainer old = present.get();
      boolean young =
          old.createdAt().map(at -> at.plus(fresh).isAfter(time.now())).orElse(false)
              && generation(old) == plan.generation();
      if (young && startAgain(container, old)) {
        return;
      }
      remove(old);
    }
    ground.prepare();
    create(container);
  }

  private boolean startAgain(RunPlan.Container container, EngineContainer old)
      throws Stopped, InterruptedException {
    try (WriterFreeze.Hold _ = freeze.around(plan, container)) {
      prepare(container);
      return started(old.id()).ok();
    }
  }

  /// Removes what is of another generation, has no place in the plan, was never started, or ended
  /// as it must not: a start that is tried again makes it anew. When nothing runs, this is a start
  /// from the beginning and all that ended goes too.
  private SortedMap<String, EngineContainer> keep(List<EngineContainer> present)
      throws Stopped, InterruptedException {
    boolean anyRuns =
        present.stream().anyMatch(c -> c.running() && generation(c) == plan.generation());
    var kept = new TreeMap<String, EngineContainer>();
    for (EngineContainer container : present) {
      String component = container.labels().getOrDefault(Labels.COMPONENT, "");
      boolean current =
          generation(container) == plan.generation()
              && plan.container(component).isPresent()
              && !kept.containsKey(component);
      if (current && (container.running() || (anyRuns && isFinished(container, component)))) {
        kept.put(component, container);
      } else {
        remove(container);
      }
    }
    return kept;
  }

  private boolean isFinished(EngineContainer container, String component) {
    Instant now = time.now();
    return container.state().equals("exited")
        && plan.container(component)
            .map(planned ->
                planned
                    .restart()
                    .next(
                        new RestartPolicy.State.Running(0, now),
                        new RestartPolicy.Event.Exited(container.exitCode(), now)))
            .filter(RestartPolicy.State.Finished.class::isInstance)
            .isPresent();
  }

  static long generation(EngineContainer container) {
    String label = container.labels().getOrDefault(Labels.GENERATION, "");
    return label.matches("\\d{1,18}") ? Long.parseLong(label) : -1;
  }

  private void remove(EngineContainer container) throws Stopped, InterruptedException {
    new Ending(engine, freeze).stop(container);
    EngineAnswer<JsonNode> answer = engine.containers().remove(container.id());
    if (!(answer instanceof EngineAnswer.Missing)) {
      must(answer, "the container " + container.name() + " cannot be removed");
    }
  }

  @FunctionalInterface
  private interface Check {
    Optional<HostCheck.Problem> problem() throws IOException;
  }

  private static void allowed(
      FileLook files, RunPlan plan, RunPlan.Container container, Check check)
      throws Stopped, InterruptedException {
    Optional<HostCheck.Problem> problem;
    try {
      String place = plan.app().fullId() + "/" + container.component();
      problem =
          files
              .within(LOOK, place, check::problem)
              .orElseThrow(() ->
                  failed(
                      container.component()
                          + " mounts a folder that does not answer (a server or disk that is away?)",
                      true));
    } catch (IOException e) {
      throw failed("the app's folders cannot be prepared: " + e, true);
    }
    if (problem.isPresent()) {
      throw failed(problem.get().why(), problem.get().passing());
    }
  }

  private void create(RunPlan.Container container) throws Stopped, InterruptedException {
    try (WriterFreeze.Hold _ = freeze.around(plan, container)) {
      prepare(container);
      createAndStart(container);
    }
  }

  private void createAndStart(RunPlan.Container container) throws Stopped, InterruptedException {
    ObjectNode body = container.create().deepCopy();
    leaveOutMissing(body);
    RunPlan.Attachment first = container.networks().getFirst();
    String network = ground.networkId(first.network());
    body.withObjectProperty("HostConfig").put("NetworkMode", network);
    ArrayNode aliases =
        body.putObject("NetworkingConfig")
            .putObject("EndpointsConfig")
            .putObject(network)
            .putArray("Aliases");
    first.aliases().forEach(aliases::add);
    String id = named(container, body);
    for (RunPlan.Attachment more : container.networks().subList(1, container.networks().size())) {
      EngineAnswer<JsonNode> joined =
          engine.networks().connect(ground.networkId(more.network()), id, more.aliases());
      undoIfFailed(joined, id, container.component() + " cannot join its network");
    }
    start(container, id);
    LOG.info(
        "app.container.started",
        "app",
        plan.app().fullId(),
        "component",
        container.component(),
        "generation",
        plan.generation());
  }

  /// The engine looks up what is mounted now, not when it made the container.
  private void start(RunPlan.Container container, String id) throws Stopped, InterruptedException {
    try {
      allowed(files, plan, container, () -> HostCheck.problem(plan, container));
    } catch (Stopped stopped) {
      var _ = engine.containers().remove(id);
      throw stopped;
    }
    undoIfFailed(started(id), id, container.component() + " cannot be started");
  }

  /// When there is no answer the engine may still be at it, with writers that go on: so the
  /// container is removed, which waits for it.
  private EngineAnswer<JsonNode> started(String id) throws InterruptedException {
    boolean answered = false;
    try {
      EngineAnswer<JsonNode> answer = engine.containers().start(id);
      answered = !(answer instanceof EngineAnswer.Away);
      return answer;
    } finally {
      if (!answered) {
        WriterFreeze.inAnyCase(() -> engine.containers().remove(id));
      }
    }
  }

  private void prepare(RunPlan.Container container) throws Stopped, InterruptedException {
    allowed(files, plan, container, () -> AppFolders.prepare(plan, container));
  }

  /// Not every machine has `/etc/timezone`, and no app needs it.
  private static void leaveOutMissing(ObjectNode body) {
    if (body.path("HostConfig").path("Mounts") instanceof ArrayNode mounts) {
      for (int i = mounts.size() - 1; i >= 0; i--) {
        String source = mounts.path(i).path("Source").asString("");
        if (source.startsWith("/")
            && HostPaths.harmless(source, true)
            && !Files.exists(Path.of(source))) {
          mounts.remove(i);
        }
      }
    }
  }

  private void undoIfFailed(EngineAnswer<JsonNode> answer, String id, String doing)
      throws Stopped, InterruptedException {
    if (!answer.ok()) {
      var _ = engine.containers().remove(id);
      must(answer, doing);
    }
  }

  /// Creates it under its name; a stale one of ours makes room, someone else's keeps the name.
  private String named(RunPlan.Container container, ObjectNode body)
      throws Stopped, InterruptedException {
    EngineAnswer<String> made = engine.containers().create(container.name(), body);
    if (made instanceof EngineAnswer.Conflict) {
      EngineAnswer<EngineContainer> holder = engine.containers().inspect(container.name());
      boolean ours =
          holder
              .toOptional()
              .map(EngineContainer::labels)
              .filter(labels -> labels.entrySet().containsAll(labels().entrySet()))
              .isPresent();
      if (ours) {
        remove(must(holder, "the container " + container.name() + " cannot be read"));
        made = engine.containers().create(container.name(), body);
      } else {
        made = engine.containers().create(elsewhere(plan, container.name()), body);
      }
    }
    return must(made, container.component() + " cannot be created");
  }

  /// The name with the zone's own end, for when another zone has the plain one.
  static String elsewhere(RunPlan plan, String name) {
    String zone = plan.app().zone();
    return name + "-" + zone.substring(Math.max(0, zone.length() - 8)).replaceFirst("^-+", "");
  }

  private Map<String, String> labels() {
    return AppRuntime.labels(plan.app());
  }
}
