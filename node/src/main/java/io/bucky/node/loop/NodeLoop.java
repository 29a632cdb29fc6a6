package io.bucky.node.loop;

import io.bucky.base.Log;
import io.bucky.base.Time;
import io.bucky.containers.AppInstance;
import io.bucky.containers.AppRuntime;
import io.bucky.containers.AppRuntime.Observation;
import io.bucky.containers.AppRuntime.Outcome;
import io.bucky.krpc.KrpcCaller;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Looks, decides by [NodePlan], acts, and reports: when something changed, and every 30 s anyway.
///
/// [#run] is the one thread that decides. Apps are changed on the threads of [AppWorkers]; what
/// they found out comes back under `this`.
final class NodeLoop {
  static final Duration RECONCILE_EVERY = Duration.ofSeconds(30);
  private static final Log LOG = Log.of("node.loop");

  /// Between two attempts to stop an app.
  private static final Duration STOP_AGAIN = Duration.ofSeconds(5);

  private final AppPlans plans;
  private final ConfigFeed feed;
  private final AppRuntime runtime;
  private final InstanceReports reports;
  private final KrpcCaller services;
  private final LoopMeter meter;
  private final Time time;
  private final Runnable onChange;

  private final Semaphore wakes = new Semaphore(0);
  private final AppWorkers workers = new AppWorkers(this::make, this::wake);
  private final AtomicReference<List<AppState>> states = new AtomicReference<>(List.of());
  private Memory memory = Memory.empty(); // under this
  private volatile String engineAway = "";
  private volatile boolean converged;
  private volatile long carriedOut; // when the config of the last round was first seen

  NodeLoop(
      AppPlans plans,
      ConfigFeed feed,
      AppRuntime runtime,
      InstanceReports reports,
      KrpcCaller services,
      LoopMeter meter,
      Time time,
      Runnable onChange) {
    this.plans = plans;
    this.feed = feed;
    this.runtime = runtime;
    this.reports = reports;
    this.services = services;
    this.meter = meter;
    this.time = time;
    this.onChange = onChange;
  }

  /// Something changed. Never blocks.
  void wake() {
    wakes.release();
  }

  List<AppState> states() {
    return states.get();
  }

  /// Why the engine cannot be asked; empty while it can.
  String engineAway() {
    return engineAway;
  }

  /// Was a config carried out at least once?
  boolean converged() {
    return converged;
  }

  /// For how long the newest config has been waiting for the round that carries it out.
  Duration behind() {
    long since = feed.view().configSince();
    return since == carriedOut ? Duration.ZERO : Duration.ofNanos(time.nanos() - since);
  }

  /// Runs until interrupted; then the workers end too, and the apps go on.
  void run() throws InterruptedException {
    try {
      while (true) {
        long began = time.nanos();
        Optional<Instant> due = round();
        meter.round(began);
        Duration wait =
            due.map(at -> Duration.between(now(), at))
                .filter(left -> left.compareTo(RECONCILE_EVERY) < 0)
                .orElse(RECONCILE_EVERY);
        boolean _ = wakes.tryAcquire(Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS);
        wakes.drainPermits();
      }
    } finally {
      workers.stop();
    }
  }

  private Optional<Instant> round() throws InterruptedException {
    ConfigFeed.View view = feed.view();
    if (view.config().isEmpty()) {
      return Optional.empty();
    }
    SortedMap<String, Wanted> wanted = plans.of(view);
    SortedMap<String, Work> before = workers.busy(); // what is seen may be of before its end
    Optional<Instant> due =
        switch (runtime.observe()) {
          case Observation.Seen(var seen) -> {
            engineAway = "";
            yield act(wanted, view.live(), seen, before);
          }
          case Observation.EngineAway(var why) -> {
            engineAway = why;
            publishAway(wanted, why);
            yield Optional.empty();
          }
        };
    carriedOut = view.configSince();
    converged = true;
    onChange.run();
    reports.publish(states.get());
    return due;
  }

  private synchronized Optional<Instant> act(
      SortedMap<String, Wanted> wanted,
      boolean complete,
      List<AppInstance> seen,
      SortedMap<String, Work> before) {
    var working = new TreeMap<>(before);
    working.putAll(workers.busy());
    NodePlan.Decision decision =
        NodePlan.next(new NodePlan.Input(wanted, complete, seen, memory, working), now());
    memory = decision.memory();
    decision.effects().forEach(this::begin);
    states.set(decision.states());
    return decision.wakeAt();
  }

  /// Without the engine nothing is known of the apps that should run; those to be stopped may wait.
  private void publishAway(SortedMap<String, Wanted> wanted, String why) {
    states.set(
        wanted.values().stream()
            .map(each ->
                new AppState(
                    each.instance(),
                    each.app().fullId(),
                    each.started() ? AppState.State.EXITED : AppState.State.STOPPED,
                    each.started(),
                    each.started() ? "the container engine does not answer: " + why : "",
                    each.started(),
                    Optional.empty(),
                    each.ports(),
                    0))
            .toList());
  }

  private void begin(Effect effect) {
    switch (effect) {
      case Effect.Interrupt(var instance) -> {
        LOG.info("node.app.interrupted", "app", instance);
        workers.interrupt(instance);
      }
      case Effect.Change change -> workers.begin(change, says(change));
    }
  }

  private static String says(Effect.Change change) {
    return switch (change) {
      case Effect.Start _ -> "starting";
      case Effect.Restart(_, _, _, var component) -> "starting " + component + " again";
      case Effect.Stop _ -> "stopping";
      case Effect.Purge _ -> "removing its data";
    };
  }

  private void make(Effect.Change change) throws InterruptedException {
    long began = time.nanos();
    Outcome outcome;
    try {
      outcome = perform(change);
      LOG.info(
          "node.app.changed", "what", says(change), "app", change.instance(), "outcome", outcome);
    } catch (InterruptedException e) {
      meter.interrupted(change);
      throw e;
    } catch (RuntimeException e) {
      LOG.error("node.app.change_failed", e, "app", change.instance());
      outcome = new Outcome.Failed("internal error, see the node's log", true);
    }
    meter.change(change, outcome, began);
    if (workers.wants(change)) { // the end of what was interrupted says nothing of the app
      remember(change, outcome);
    }
    if (change instanceof Effect.Stop && !(outcome instanceof Outcome.Done)) {
      time.sleep(STOP_AGAIN); // what the engine refuses now it refuses at once again
    }
  }

  private Outcome perform(Effect.Change change) throws InterruptedException {
    return switch (change) {
      case Effect.Start(var instance, var wanted, var plan) ->
          runtime.converge(
              plan,
              new TaskProgress(
                  wanted.spec().taskId(), services, time, text -> workers.say(instance, text)));
      case Effect.Restart(_, _, var plan, var component) -> runtime.restart(plan, component);
      case Effect.Stop(_, var app) -> runtime.stop(app);
      case Effect.Purge(_, var wanted) -> runtime.purge(wanted.app(), plans.data(wanted));
    };
  }

  private synchronized void remember(Effect.Change change, Outcome outcome) {
    switch (change) {
      case Effect.Start(var instance, var wanted, _) -> {
        long generation = wanted.spec().generation();
        memory =
            switch (outcome) {
              case Outcome.Done _ -> memory.started(instance, generation, now());
              case Outcome.Failed(var why, var passing) ->
                  memory.failed(instance, generation, why, passing, now());
              case Outcome.EngineAway(var why) ->
                  memory.failed(instance, generation, why, true, now());
            };
      }
      case Effect.Purge(var instance, var wanted) -> {
        long generation = wanted.spec().generation();
        memory =
            switch (outcome) {
              case Outcome.Done _ -> memory.purged(instance, generation, now());
              case Outcome.Failed(var why, _) ->
                  memory.failed(instance, generation, why, true, now());
              case Outcome.EngineAway(var why) ->
                  memory.failed(instance, generation, why, true, now());
            };
      }
      case Effect.Restart(var instance, var wanted, var plan, var component) ->
          plan.container(component)
              .ifPresent(container ->
                  memory =
                      memory.restarted(
                          instance,
                          wanted.spec().generation(),
                          component,
                          container.restart(),
                          outcome instanceof Outcome.Done,
                          now()));
      case Effect.Stop _ -> {}
    }
  }

  /// Monotonic time in the form that the restart policy takes.
  private Instant now() {
    return Instant.EPOCH.plusNanos(time.nanos());
  }
}
