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
/// [#run] is the one thread that decides. Apps are changed on virtual threads, one per app and four
/// at a time; what they found out comes back under `this`.
final class NodeLoop {
  static final Duration RECONCILE_EVERY = Duration.ofSeconds(30);
  private static final int CHANGES_MAX = 4;
  private static final Log LOG = Log.of("node.loop");

  private final AppPlans plans;
  private final ConfigFeed feed;
  private final AppRuntime runtime;
  private final InstanceReports reports;
  private final KrpcCaller services;
  private final Time time;
  private final Runnable onChange;

  private final Semaphore wakes = new Semaphore(0);
  private final Semaphore changes = new Semaphore(CHANGES_MAX);
  private final AtomicReference<List<AppState>> states = new AtomicReference<>(List.of());
  private final TreeMap<String, NodePlan.Work> busy = new TreeMap<>(); // under this
  private final TreeMap<String, Thread> workers = new TreeMap<>(); // under this
  private Memory memory = Memory.empty(); // under this
  private volatile String engineAway = "";
  private volatile boolean converged;

  NodeLoop(
      AppPlans plans,
      ConfigFeed feed,
      AppRuntime runtime,
      InstanceReports reports,
      KrpcCaller services,
      Time time,
      Runnable onChange) {
    this.plans = plans;
    this.feed = feed;
    this.runtime = runtime;
    this.reports = reports;
    this.services = services;
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

  /// Runs until interrupted; then the workers end too, and the apps go on.
  void run() throws InterruptedException {
    try {
      while (true) {
        Optional<Instant> due = round();
        Duration wait =
            due.map(at -> Duration.between(now(), at))
                .filter(left -> left.compareTo(RECONCILE_EVERY) < 0)
                .orElse(RECONCILE_EVERY);
        boolean _ = wakes.tryAcquire(Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS);
        wakes.drainPermits();
      }
    } finally {
      stopWorkers();
    }
  }

  private Optional<Instant> round() throws InterruptedException {
    ConfigFeed.View view = feed.view();
    if (view.config().isEmpty()) {
      return Optional.empty();
    }
    SortedMap<String, Wanted> wanted = plans.of(view);
    SortedMap<String, NodePlan.Work> before = busyNow(); // what is seen may be of before its end
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
    converged = true;
    onChange.run();
    reports.publish(states.get());
    return due;
  }

  private synchronized Optional<Instant> act(
      SortedMap<String, Wanted> wanted,
      boolean complete,
      List<AppInstance> seen,
      SortedMap<String, NodePlan.Work> before) {
    var working = new TreeMap<>(before);
    working.putAll(busy);
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
    boolean quiet = effect instanceof Effect.Restart;
    busy.put(effect.instance(), new NodePlan.Work(says(effect), quiet));
    Thread worker =
        Thread.ofVirtual().name("node-app-" + effect.instance()).unstarted(() -> work(effect));
    workers.put(effect.instance(), worker);
    worker.start();
  }

  private static String says(Effect effect) {
    return switch (effect) {
      case Effect.Start _ -> "starting";
      case Effect.Restart(_, _, _, var component) -> "starting " + component + " again";
      case Effect.Stop _ -> "stopping";
      case Effect.Purge _ -> "removing its data";
    };
  }

  private void work(Effect effect) {
    try {
      changes.acquire();
      try {
        Outcome outcome = perform(effect);
        LOG.info(
            "node.app.changed", "what", says(effect), "app", effect.instance(), "outcome", outcome);
        remember(effect, outcome);
      } finally {
        changes.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the daemon ends; the next one looks again
    } catch (RuntimeException e) {
      LOG.error("node.app.change_failed", e, "app", effect.instance());
      remember(effect, new Outcome.Failed("internal error, see the node's log", true));
    } finally {
      synchronized (this) {
        busy.remove(effect.instance());
        workers.remove(effect.instance());
      }
      wake();
    }
  }

  private Outcome perform(Effect effect) throws InterruptedException {
    return switch (effect) {
      case Effect.Start(var instance, var wanted, var plan) ->
          runtime.converge(
              plan,
              new TaskProgress(
                  wanted.spec().taskId(), services, time, text -> say(instance, text)));
      case Effect.Restart(_, _, var plan, var component) -> runtime.restart(plan, component);
      case Effect.Stop(_, var app) -> runtime.stop(app);
      case Effect.Purge(_, var wanted) -> runtime.purge(wanted.app(), plans.data(wanted));
    };
  }

  private void say(String instance, String text) {
    synchronized (this) {
      NodePlan.Work work = busy.get(instance);
      if (work == null || work.says().equals(text)) {
        return;
      }
      busy.put(instance, new NodePlan.Work(text, work.quiet()));
    }
    wake();
  }

  private synchronized void remember(Effect effect, Outcome outcome) {
    switch (effect) {
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

  private synchronized SortedMap<String, NodePlan.Work> busyNow() {
    return new TreeMap<>(busy);
  }

  private void stopWorkers() {
    List<Thread> running;
    synchronized (this) {
      running = List.copyOf(workers.values());
    }
    running.forEach(Thread::interrupt);
  }

  /// Monotonic time in the form that the restart policy takes.
  private Instant now() {
    return Instant.EPOCH.plusNanos(time.nanos());
  }
}
