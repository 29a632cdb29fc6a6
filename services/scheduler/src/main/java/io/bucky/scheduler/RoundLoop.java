package io.bucky.scheduler;

import io.bucky.base.Backoff;
import io.bucky.base.Log;
import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.config.Change;
import io.bucky.config.Commit;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigUnavailable;
import io.bucky.config.ConfigWatch;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.config.WatchStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// Plans whenever the tree changes, when time alone changes the plan, and every 30 s from a fresh
/// snapshot, so that nothing depends on a watch that was lost. One thread runs it and alone writes.
final class RoundLoop implements Runnable {
  /// Changes that come together are planned together.
  static final Duration DEBOUNCE = Duration.ofMillis(20);

  /// While changes keep coming, planning rests this many times as long as it worked.
  private static final int REST_FACTOR = 4;

  static final Duration FULL_ROUND = Duration.ofSeconds(30);
  private static final Log LOG = Log.of("scheduler.rounds");

  private final ConfigStore store;
  private final Planner planner;
  private final Time time;
  private final Metrics metrics;
  private final Backoff backoff;
  private final ConcurrentLinkedQueue<CompletableFuture<Round>> asked =
      new ConcurrentLinkedQueue<>();

  private volatile Plan latest =
      new Plan(List.of(), Optional.empty(), new TreeMap<>(), Optional.empty());
  private volatile boolean closed;
  private volatile @Nullable ConfigWatch watching;
  private long lastPlanNanos;

  RoundLoop(ConfigStore store, Planner planner, Time time, Metrics metrics) {
    this.store = store;
    this.planner = planner;
    this.time = time;
    this.metrics = metrics;
    this.backoff =
        new Backoff(
            Duration.ofMillis(50), Duration.ofSeconds(5), new SplittableRandom(time.nanos()));
  }

  /// What one round wrote.
  record Round(int mutations) {}

  /// How a stretch of watching ended.
  private enum Next {
    GO_ON,
    START_OVER
  }

  /// The plan of the last round.
  Plan latest() {
    return latest;
  }

  /// Asks for a round from a fresh snapshot. Any thread.
  CompletableFuture<Round> ask() {
    var future = new CompletableFuture<Round>();
    asked.add(future);
    interruptWatch();
    return future;
  }

  /// Ends the loop after the round it is in. Any thread.
  void stop() {
    closed = true;
    interruptWatch();
  }

  private void interruptWatch() {
    ConfigWatch watch = watching;
    if (watch != null) {
      watch.close();
    }
  }

  @Override
  public void run() {
    while (!closed) {
      try {
        follow();
        backoff.reset();
      } catch (ConfigUnavailable e) {
        LOG.warn("scheduler.config.unavailable", "why", String.valueOf(e.getMessage()));
        metrics.counter("scheduler_config_unavailable_total").increment();
        if (!pause()) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        LOG.error("scheduler.round.failed", e);
        metrics.counter("scheduler_round_failures_total").increment();
        if (!pause()) {
          return;
        }
      }
    }
  }

  private boolean pause() {
    try {
      time.sleep(backoff.next());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// One snapshot, a round from it, then rounds from what the watch brings until it is time for the
  /// next snapshot.
  private void follow() throws InterruptedException {
    var waiting = new java.util.ArrayList<CompletableFuture<Round>>();
    for (var one = asked.poll(); one != null; one = asked.poll()) {
      waiting.add(one);
    }
    try {
      long startNanos = time.nanos();
      var replica = new Replica(store.snapshot(""));
      int written = round(replica.snapshot());
      waiting.forEach(one -> one.complete(new Round(written)));
      try (ConfigWatch watch = store.watch("", replica.revision())) {
        watching = watch;
        while (!closed && asked.isEmpty()) {
          Duration left = FULL_ROUND.minusNanos(time.nanos() - startNanos);
          if (left.isNegative() || left.isZero() || step(watch, replica, left) == Next.START_OVER) {
            return;
          }
        }
      } finally {
        watching = null;
      }
    } catch (ConfigUnavailable e) {
      waiting.forEach(one -> one.completeExceptionally(e));
      throw e;
    }
  }

  private Next step(ConfigWatch watch, Replica replica, Duration atMost)
      throws InterruptedException {
    Duration wait = untilWake(atMost);
    switch (watch.next(wait)) {
      case WatchStep.Unavailable _, WatchStep.Compacted _ -> {
        time.sleep(closed || !asked.isEmpty() ? Duration.ZERO : backoff.next());
        return Next.START_OVER;
      }
      case WatchStep.Changes(var changes, long upTo) -> {
        boolean matters = take(replica, changes, upTo);
        if (matters && settle(watch, replica) == Next.START_OVER) {
          return Next.START_OVER;
        }
        boolean due = latest.wakeAt().filter(at -> !time.now().isBefore(at)).isPresent();
        if (matters || due) {
          round(replica.snapshot());
        }
        return Next.GO_ON;
      }
    }
  }

  /// Waits a moment for changes that belong together.
  private Next settle(ConfigWatch watch, Replica replica) throws InterruptedException {
    long rest = Math.max(DEBOUNCE.toNanos(), REST_FACTOR * lastPlanNanos);
    long endNanos = time.nanos() + rest;
    for (long left = rest; left > 0; left = endNanos - time.nanos()) {
      switch (watch.next(Duration.ofNanos(left))) {
        case WatchStep.Changes(var changes, long upTo) -> take(replica, changes, upTo);
        case WatchStep.Unavailable _, WatchStep.Compacted _ -> {
          return Next.START_OVER;
        }
      }
    }
    return Next.GO_ON;
  }

  private static boolean take(Replica replica, List<Change> changes, long upTo) {
    boolean matters = false;
    for (Change change : changes) {
      matters |= replica.take(change);
    }
    replica.reached(upTo);
    return matters;
  }

  private Duration untilWake(Duration atMost) {
    Optional<Instant> wake = latest.wakeAt();
    if (wake.isEmpty()) {
      return atMost;
    }
    Duration until = Duration.between(time.now(), wake.get());
    Duration bounded = until.compareTo(atMost) < 0 ? until : atMost;
    return bounded.isNegative() ? Duration.ZERO : bounded;
  }

  /// Plans and writes once.
  ///
  /// @return the number of mutations that were applied
  private int round(ConfigSnapshot snapshot) throws InterruptedException {
    long startNanos = time.nanos();
    Plan plan = planner.plan(snapshot, time.now());
    latest = plan;
    lastPlanNanos = time.nanos() - startNanos;
    metrics.histogram("scheduler_plan_seconds").record(lastPlanNanos);
    if (plan.mutations().isEmpty()) {
      return 0;
    }
    return write(plan, startNanos);
  }

  /// A value that system config refuses is left out, so that it holds up nothing else.
  private int write(Plan plan, long startNanos) throws InterruptedException {
    Transaction transaction = plan.transaction();
    while (true) {
      switch (store.commit(transaction)) {
        case Commit.Applied(long revision) -> {
          int written = transaction.mutations().size();
          metrics.counter("scheduler_commits_total").increment();
          LOG.info(
              "scheduler.round.applied",
              "revision",
              revision,
              "mutations",
              written,
              "micros",
              (time.nanos() - startNanos) / 1_000);
          backoff.reset();
          return written;
        }
        case Commit.Conflict(var key, long expected, long actual) -> {
          LOG.info("scheduler.round.overtaken", "key", key, "read", expected, "now", actual);
          return 0;
        }
        case Commit.Missing(var key) -> {
          LOG.info("scheduler.round.overtaken", "key", key, "now", "missing");
          return 0;
        }
        case Commit.Exists(var key) ->
            throw new IllegalStateException("a plan never creates, yet " + key + " exists");
        case Commit.Invalid(var key, var why) -> {
          LOG.warn("scheduler.value.refused", "key", key, "why", why);
          metrics.counter("scheduler_values_refused_total").increment();
          transaction = without(transaction, key);
          if (transaction.mutations().isEmpty()) {
            return 0;
          }
        }
      }
    }
  }

  private static Transaction without(Transaction transaction, ConfigKey key) {
    List<Mutation> rest =
        transaction.mutations().stream().filter(it -> !it.key().equals(key)).toList();
    if (rest.size() == transaction.mutations().size()) {
      throw new IllegalStateException("system config refuses " + key + ", which no plan writes");
    }
    return new Transaction(rest, transaction.guard().filter(it -> !it.key().equals(key)));
  }
}
