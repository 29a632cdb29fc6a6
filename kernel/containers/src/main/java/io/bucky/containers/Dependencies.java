package io.bucky.containers;

import static io.bucky.containers.Convergence.failed;
import static io.bucky.containers.Convergence.must;

import io.bucky.base.Deadline;
import io.bucky.base.Time;
import io.bucky.containers.AppRuntime.Progress;
import io.bucky.containers.Convergence.Stopped;
import io.bucky.containers.compose.Component;
import io.bucky.containers.engine.DockerEngine;
import io.bucky.containers.engine.EngineContainer;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/// Waits for what a container of one plan depends on. One [Convergence] owns it.
final class Dependencies {
  /// A database that has not become healthy by then will not.
  private static final Duration DEPENDENCY_WAIT = Duration.ofMinutes(5);

  private static final Duration POLL = Duration.ofMillis(100);

  private final DockerEngine engine;
  private final RunPlan plan;
  private final Time time;
  private final Progress progress;
  private final int percent;

  /// @param percent of the progress while it waits
  Dependencies(DockerEngine engine, RunPlan plan, Time time, Progress progress, int percent) {
    this.engine = engine;
    this.plan = plan;
    this.time = time;
    this.progress = progress;
    this.percent = percent;
  }

  void awaitAll(RunPlan.Container container) throws Stopped, InterruptedException {
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
        progress.at(percent, now);
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
    return engine.containers().logs(container.id(), 3).toOptional().stream()
        .flatMap(List::stream)
        .map(line -> line.text().strip())
        .filter(text -> !text.isEmpty())
        .reduce((_, last) -> last)
        .map(text -> ": " + text.substring(0, Math.min(200, text.length())))
        .orElse("");
  }

  private EngineContainer find(String component) throws Stopped, InterruptedException {
    var labels = new TreeMap<>(AppRuntime.labels(plan.app()));
    labels.put(Labels.COMPONENT, component);
    List<String> ids = must(engine.containers().list(labels), "the containers cannot be listed");
    if (ids.isEmpty()) {
      throw failed("the container of " + component + " is gone", true);
    }
    return must(engine.containers().inspect(ids.getFirst()), "the container of " + component);
  }
}
