package io.bucky.containers;

import io.bucky.base.Deadline;
import io.bucky.base.Log;
import io.bucky.base.Time;
import io.bucky.containers.AppRuntime.Outcome;
import io.bucky.containers.AppRuntime.Progress;
import io.bucky.containers.compose.Component;
import io.bucky.containers.compose.HostPaths;
import io.bucky.containers.engine.DockerEngine;
import io.bucky.containers.engine.EngineAnswer;
import io.bucky.containers.engine.EngineContainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

  /// A database that has not become healthy by then will not.
  private static final Duration DEPENDENCY_WAIT = Duration.ofMinutes(5);

  private static final Duration POLL = Duration.ofMillis(100);
  private static final int IMAGES_PERCENT = 75;

  private final DockerEngine engine;
  private final RunPlan plan;
  private final Time time;
  private final Progress progress;
  private final SortedMap<String, String> networkIds = new TreeMap<>();

  Convergence(DockerEngine engine, RunPlan plan, Time time, Progress progress) {
    this.engine = engine;
    this.plan = plan;
    this.time = time;
    this.progress = progress;
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

  /// @param present the app's containers
  void run(List<EngineContainer> present) throws Stopped, InterruptedException {
    SortedMap<String, EngineContainer> kept = keep(present);
    images();
    networks();
    volumes();
    int done = 0;
    for (RunPlan.Container container : plan.containers()) {
      int percent = IMAGES_PERCENT + (100 - IMAGES_PERCENT) * done++ / plan.containers().size();
      progress.at(percent, "Starting " + container.component());
      if (!kept.containsKey(container.component())) {
        dependencies(container);
        create(container);
      }
    }
    progress.at(100, "Running");
  }

  /// Starts one component that ended, in its place.
  void restart(RunPlan.Container container, Optional<EngineContainer> present, Duration fresh)
      throws Stopped, InterruptedException {
    if (present.isPresent() && present.get().running()) {
      return;
    }
    dependencies(container);
    if (present.isPresent()) {
      EngineContainer old = present.get();
      boolean young =
          old.createdAt().map(at -> at.plus(fresh).isAfter(time.now())).orElse(false)
              && generation(old) == plan.generation();
      if (young && engine.startContainer(old.id()).ok()) {
        return;
      }
      remove(old);
    }
    images();
    networks();
    volumes();
    create(container);
  }

  /// Removes what is of another generation, has no place in the plan, or was never started. When
  /// nothing runs, this is a start from the beginning and all that ended goes too.
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
      if (current && (container.running() || (anyRuns && container.state().equals("exited")))) {
        kept.put(component, container);
      } else {
        remove(container);
      }
    }
    return kept;
  }

  static long generation(EngineContainer container) {
    String label = container.labels().getOrDefault(Labels.GENERATION, "");
    return label.matches("\\d{1,18}") ? Long.parseLong(label) : -1;
  }

  private void remove(EngineContainer container) throws Stopped, InterruptedException {
    if (container.running()) {
      var _ = engine.stopContainer(container.id(), Duration.ofSeconds(10));
    }
    EngineAnswer<JsonNode> answer = engine.removeContainer(container.id());
    if (!(answer instanceof EngineAnswer.Missing)) {
      must(answer, "the container " + container.name() + " cannot be removed");
    }
  }

  private void images() throws Stopped, InterruptedException {
    List<String> images =
        plan.containers().stream().map(RunPlan.Container::image).distinct().toList();
    for (int i = 0; i < images.size(); i++) {
      String image = images.get(i);
      int from = IMAGES_PERCENT * i / images.size();
      int span = IMAGES_PERCENT / images.size();
      EngineAnswer<JsonNode> here = engine.inspectImage(image);
      if (!(here instanceof EngineAnswer.Missing)) {
        must(here, "the image " + image + " cannot be looked up");
        continue;
      }
      progress.at(from, "Pulling " + image);
      LOG.info("app.image.pulling", "app", plan.app().fullId(), "image", image);
      EngineAnswer<String> pulled =
          engine.pull(
              image,
              pull ->
                  progress.at(
                      from + span * pull.percent() / 100,
                      "Pulling " + image + " " + pull.percent() + " %"));
      must(pulled, "the image " + image + " is not on this machine and cannot be pulled");
    }
  }

  private void networks() throws Stopped, InterruptedException {
    Map<String, String> own = labels();
    for (JsonNode network : must(engine.listNetworks(own), "the networks cannot be listed")) {
      String key = network.path("Labels").path(Labels.NETWORK).asString("");
      boolean wanted =
          plan.networks().stream()
              .anyMatch(planned ->
                  planned.key().equals(key)
                      && planned.internal() == network.path("Internal").asBoolean(false));
      if (wanted && !networkIds.containsKey(key)) {
        networkIds.put(key, network.path("Id").asString(""));
      } else {
        var _ = engine.removeNetwork(network.path("Id").asString("")); // in use: the next time
      }
    }
    for (RunPlan.Network network : plan.networks()) {
      if (networkIds.containsKey(network.key())) {
        continue;
      }
      var labels = new TreeMap<>(own);
      labels.put(Labels.NETWORK, network.key());
      EngineAnswer<String> made = engine.createNetwork(network.name(), network.internal(), labels);
      if (made instanceof EngineAnswer.Conflict) {
        made = engine.createNetwork(elsewhere(network.name()), network.internal(), labels);
      }
      String id = must(made, "the network " + network.name() + " cannot be made");
      networkIds.put(network.key(), id);
    }
  }

  private void volumes() throws Stopped, InterruptedException {
    for (RunPlan.Volume volume : plan.volumes()) {
      EngineAnswer<JsonNode> there = engine.inspectVolume(volume.name());
      if (there instanceof EngineAnswer.Ok<JsonNode>(var json)) {
        String device = json.path("Options").path("device").asString("");
        if (device.equals(volume.folder().toString())) {
          continue;
        }
        String zone = json.path("Labels").path(Labels.ZONE).asString(plan.app().zone());
        if (!zone.equals(plan.app().zone())) {
          throw failed("the volume " + volume.name() + " belongs to someone else", false);
        }
        must(engine.removeVolume(volume.name()), "the volume " + volume.name() + " is in use");
      }
      var labels = new TreeMap<>(labels());
      labels.put(Labels.VOLUME, volume.key());
      must(
          engine.createVolume(volume.name(), volume.folder(), labels),
          "the volume " + volume.name() + " cannot be made");
    }
  }

  private void create(RunPlan.Container container) throws Stopped, InterruptedException {
    ObjectNode body = container.create().deepCopy();
    leaveOutMissing(body);
    RunPlan.Attachment first = container.networks().getFirst();
    String network = networkIds.getOrDefault(first.network(), "");
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
          engine.connectNetwork(networkIds.getOrDefault(more.network(), ""), id, more.aliases());
      undoIfFailed(joined, id, container.component() + " cannot join its network");
    }
    EngineAnswer<JsonNode> started = engine.startContainer(id);
    undoIfFailed(started, id, container.component() + " cannot be started");
    LOG.info(
        "app.container.started",
        "app",
        plan.app().fullId(),
        "component",
        container.component(),
        "generation",
        plan.generation());
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
      var _ = engine.removeContainer(id);
      must(answer, doing);
    }
  }

  /// Creates it under its name; a stale one of ours makes room, someone else's keeps the name.
  private String named(RunPlan.Container container, ObjectNode body)
      throws Stopped, InterruptedException {
    EngineAnswer<String> made = engine.createContainer(container.name(), body);
    if (made instanceof EngineAnswer.Conflict) {
      EngineAnswer<EngineContainer> holder = engine.inspectContainer(container.name());
      boolean ours =
          holder
              .toOptional()
              .map(EngineContainer::labels)
              .filter(labels -> labels.entrySet().containsAll(labels().entrySet()))
              .isPresent();
      if (ours) {
        remove(must(holder, "the container " + container.name() + " cannot be read"));
        made = engine.createContainer(container.name(), body);
      } else {
        made = engine.createContainer(elsewhere(container.name()), body);
      }
    }
    return must(made, container.component() + " cannot be created");
  }

  /// The name with the zone's own end, for when another zone has the plain one.
  private String elsewhere(String name) {
    String zone = plan.app().zone();
    return name + "-" + zone.substring(Math.max(0, zone.length() - 8)).replaceFirst("^-+", "");
  }

  private Map<String, String> labels() {
    return AppRuntime.labels(plan.app());
  }

  private void dependencies(RunPlan.Container container) throws Stopped, InterruptedException {
    for (Component.Dependency dependency : container.dependsOn()) {
      if (plan.container(dependency.component()).isPresent()) {
        await(container, dependency);
      }
    }
  }

  private void await(RunPlan.Container container, Component.Dependency dependency)
      throws Stopped, InterruptedException {
    if (dependency.condition() == Component.Condition.STARTED) {
      return; // by the order of starting
    }
    String other = dependency.component();
    var deadline = Deadline.in(DEPENDENCY_WAIT, time);
    String last = "";
    while (!deadline.hasPassed(time)) {
      EngineContainer found = find(other);
      boolean ended = !found.running() && !found.state().equals("created");
      if (dependency.condition() == Component.Condition.COMPLETED) {
        if (ended && found.exitCode() == 0) {
          return;
        }
      } else if (found.running() && found.health().orElse("healthy").equals("healthy")) {
        return;
      }
      if (ended || (found.health().orElse("").equals("unhealthy") && dependency.required())) {
        throw failed(
            "%s waits for %s, which %s"
                .formatted(
                    container.component(),
                    other,
                    (ended ? "ended with code " + found.exitCode() : "is unhealthy")
                        + lastWords(found)),
            true);
      }
      String now = "Waiting for " + other;
      if (!now.equals(last)) {
        progress.at(IMAGES_PERCENT, now);
        last = now;
      }
      time.sleep(POLL);
    }
    throw failed(
        "%s waited %d minutes for %s"
            .formatted(container.component(), DEPENDENCY_WAIT.toMinutes(), other),
        true);
  }

  /// What it said last, which mostly is why.
  private String lastWords(EngineContainer container) throws InterruptedException {
    return engine.logs(container.id(), 3).toOptional().stream()
        .flatMap(List::stream)
        .map(line -> line.text().strip())
        .filter(text -> !text.isEmpty())
        .reduce((_, last) -> last)
        .map(text -> ": " + text.substring(0, Math.min(200, text.length())))
        .orElse("");
  }

  private EngineContainer find(String component) throws Stopped, InterruptedException {
    var labels = new TreeMap<>(labels());
    labels.put(Labels.COMPONENT, component);
    List<String> ids = must(engine.listContainers(labels), "the containers cannot be listed");
    if (ids.isEmpty()) {
      throw failed("the container of " + component + " is gone", true);
    }
    return must(engine.inspectContainer(ids.getFirst()), "the container of " + component);
  }
}
