package io.bucky.config.embedded;

import io.bucky.config.Change;
import io.bucky.config.Commit;
import io.bucky.config.ConfigKey;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.config.testing.SimDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// One machine with a store, writing from a seed, losing power at a given step of its disk, and
/// starting again; checked against a model of every acknowledged state.
///
/// Two keys are always written together with one number, so that half a transaction shows.
final class CrashSimulation {
  private static final ConfigKey LEFT = ConfigKey.of("pair/left");
  private static final ConfigKey RIGHT = ConfigKey.of("pair/right");
  private static final int KEYS = 12;

  private final SplittableRandom random;
  private final long seed;
  private final StoreLimits limits;

  /// The highest acknowledged version of each key.
  private final Map<String, Long> versions = new HashMap<>();

  private final List<Map<String, String>> states = new ArrayList<>();
  private long acknowledged;

  CrashSimulation(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    // half of the runs have so short a history that counters of removed keys are dropped
    this.limits =
        seed % 2 == 0
            ? new StoreLimits(1 << 8, 1 << 16, 4 << 10, 0, 1 << 8)
            : new StoreLimits(1 << 3, 1 << 16, 2 << 10, 0, 1);
    states.add(Map.of());
  }

  /// What came of one run.
  ///
  /// @param recovered the revision found after the power loss
  /// @param steps of the disk before it
  record Result(List<String> trace, long acknowledged, long recovered, long steps) {}

  /// @param powerLossAt step at which the power goes; beyond the end of the run: it goes at the end
  /// @param disk wraps the simulated disk, for engines that are broken on purpose
  Result run(long powerLossAt, java.util.function.UnaryOperator<Disk> disk) {
    return run(SimDisk.seeded(seed).traced().losePowerAt(powerLossAt), disk);
  }

  /// One step fails with an I/O error, done in part; the power goes at the end.
  Result runWithFailureAt(long step) {
    return run(
        SimDisk.seeded(seed).traced().failAt(step), java.util.function.UnaryOperator.identity());
  }

  private Result run(SimDisk first, java.util.function.UnaryOperator<Disk> disk) {
    write(disk.apply(first));
    SimDisk second = first.afterPowerLoss();
    long recovered = check(second);
    var trace = new ArrayList<>(first.trace());
    trace.add("recovered " + recovered + " of " + acknowledged);
    return new Result(trace, acknowledged, recovered, first.steps());
  }

  private void write(Disk disk) {
    try {
      Engine engine = Engine.open(disk, limits, new SplittableRandom(seed));
      for (int group = 0; group < 40 && engine.stopped().isEmpty(); group++) {
        while (states.size() > engine.state().revision() + 1) {
          states.removeLast(); // a group that was refused: the next one goes over it
        }
        List<Transaction> transactions = group();
        // The states that this group may lead to: known before it is acknowledged.
        for (Transaction transaction : transactions) {
          states.add(after(states.getLast(), transaction));
        }
        commit(engine, transactions, group);
      }
      if (random.nextBoolean()) {
        engine.close();
      }
    } catch (IOException e) {
      // the power went
    }
  }

  private void commit(Engine engine, List<Transaction> transactions, long atMillis) {
    try {
      long before = engine.state().revision();
      if (engine.commit(transactions, atMillis).size() != transactions.size()) {
        throw new AssertionError("a small group was split");
      }
      checkVersions(engine, before);
      acknowledged = engine.state().revision();
      if (engine.compactionIsDue()) {
        Optional<Engine.Compaction> compaction = engine.rotate(atMillis);
        if (compaction.isPresent()) {
          compaction.get().run();
        }
      }
    } catch (IOException | Engine.GroupRefused e) {
      // the power went, or this one failed and the next may not
    }
  }

  private List<Transaction> group() {
    var transactions = new ArrayList<Transaction>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      String number = Integer.toString(random.nextInt(1_000_000));
      String padding = "x".repeat(random.nextInt(300));
      var key = ConfigKey.of("k/" + random.nextInt(KEYS));
      transactions.add(
          Transaction.of(
              new Mutation.Set(LEFT, number),
              random.nextInt(5) == 0
                  ? new Mutation.Remove(key)
                  : new Mutation.Set(key, number + padding),
              new Mutation.Set(RIGHT, number)));
    }
    return transactions;
  }

  private static Map<String, String> after(Map<String, String> state, Transaction transaction) {
    var next = new HashMap<>(state);
    for (Mutation mutation : transaction.mutations()) {
      if (mutation instanceof Mutation.Set(var key, var value)) {
        next.put(key.text(), value);
      } else {
        next.remove(mutation.key().text());
      }
    }
    return Map.copyOf(next);
  }

  /// @return the revision that the second start found
  private long check(SimDisk disk) {
    Engine engine;
    try {
      engine = Engine.open(disk, limits, new SplittableRandom(seed + 1));
    } catch (IOException e) {
      throw new AssertionError("seed " + seed + ": it does not start again", e);
    }
    TreeState state = engine.state();
    long revision = state.revision();
    if (revision < acknowledged) {
      throw new LostWrite(
          "seed %d: %d acknowledged, %d there".formatted(seed, acknowledged, revision));
    }
    if (revision >= states.size()) {
      throw new AssertionError("seed " + seed + ": revision " + revision + " was never written");
    }
    var found = new HashMap<String, String>();
    state
        .snapshot(io.bucky.config.KeyPrefix.ALL)
        .entries()
        .forEach((k, e) -> found.put(k.text(), e.value()));
    if (!found.equals(states.get((int) revision))) {
      throw new AssertionError("seed " + seed + ": not the state of revision " + revision);
    }
    checkHistory(engine, revision);
    try {
      // every key once more: none of them may have a version that it had before
      for (int i = 0; i < KEYS; i++) {
        var again = Transaction.of(new Mutation.Set(ConfigKey.of("k/" + i), "again"));
        if (!(engine.commit(List.of(again), 99).getLast() instanceof Commit.Applied)) {
          throw new AssertionError("seed " + seed + ": it does not go on");
        }
        checkVersions(engine, engine.state().revision() - 1);
      }
      engine.close();
    } catch (IOException | Engine.GroupRefused e) {
      throw new AssertionError("seed " + seed + ": it does not go on", e);
    }
    return revision;
  }

  /// No key has a version that it had before.
  private void checkVersions(Engine engine, long after) {
    for (long r = after + 1; r <= engine.state().revision(); r++) {
      CommitRecord record = engine.history().find(r);
      for (Change change : record == null ? List.<Change>of() : record.changes()) {
        Long before = versions.put(change.key().text(), change.version());
        if (before != null && before >= change.version()) {
          throw new AssertionError(
              "seed %d: %s had version %d before %d"
                  .formatted(seed, change.key(), before, change.version()));
        }
      }
    }
  }

  private void checkHistory(Engine engine, long revision) {
    for (long r = engine.history().oldestResumable() + 1; r <= revision; r++) {
      CommitRecord record = engine.history().find(r);
      if (record == null) {
        throw new AssertionError("seed " + seed + ": history lacks " + r);
      }
      for (Change change : record.changes()) {
        String expected = states.get((int) r).get(change.key().text());
        if (!change.value().equals(Optional.ofNullable(expected))) {
          throw new AssertionError("seed " + seed + ": history of " + r + " is wrong");
        }
      }
    }
  }

  /// The one failure that matters most.
  static final class LostWrite extends AssertionError {
    private static final long serialVersionUID = 1;

    LostWrite(String message) {
      super(message);
    }
  }
}
