package io.bucky.simulation;

import io.bucky.config.Change;
import io.bucky.config.Commit;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigWatch;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.config.WatchStep;
import io.bucky.json.Json;
import io.bucky.scheduler.Plan;
import io.bucky.zone.AppSpec;
import io.bucky.zone.ZoneKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// One zone with a seed. Every step is one thing that one of its programs does, or that befalls it.
public final class SimZone {
  private static final int APPS = 6;
  private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
  private static final int QUIET_ROUNDS_MAX = 400;

  private final ConfigStore store;
  private final PlanFunction planner;
  private final SplittableRandom random;
  private final Checker checker = new Checker();
  private final List<SimNode> nodes = List.of(new SimNode("ood1"), new SimNode("ood2"));
  private final List<String> trace = new ArrayList<>();
  private Instant now = START;
  private int nextIndex = 1;

  /// What the scheduler process knows; lost when it crashes.
  private TreeMap<ConfigKey, Entry> replica = new TreeMap<>();

  private long seen;
  private Optional<Plan> planned = Optional.empty();
  private boolean faults = true;

  private SimZone(ConfigStore store, PlanFunction planner, long seed) {
    this.store = store;
    this.planner = planner;
    this.random = new SplittableRandom(seed);
  }

  /// A booted zone with two machines and no app.
  ///
  /// @param store empty
  public static SimZone start(ConfigStore store, PlanFunction planner, long seed)
      throws InterruptedException {
    var zone = new SimZone(store, planner, seed);
    zone.write(
        "boot/config",
        "{\"zone_document\":\"{}\",\"hostname\":\"home.localhost\",\"owner\":\"did:bns:alice\"}");
    zone.write("users/alice/settings", "{\"user_id\":\"alice\",\"type\":\"admin\"}");
    for (SimNode node : zone.nodes) {
      zone.write("devices/" + node.name() + "/info", "{\"device_type\":\"ood\"}");
    }
    zone.heal();
    return zone;
  }

  public List<String> trace() {
    return List.copyOf(trace);
  }

  /// @throws Violation when a promise is broken
  public void run(int steps) throws InterruptedException {
    for (int step = 0; step < steps; step++) {
      step(random.nextInt(100));
      checker.invariants(store.snapshot(""));
    }
  }

  /// Lets all that can go wrong stop, and waits until nobody has anything left to do.
  ///
  /// @throws Violation when that never comes, or what runs then is not what is wanted
  public void settle() throws InterruptedException {
    faults = false;
    for (int round = 0; round < QUIET_ROUNDS_MAX; round++) {
      heal();
      boolean idle = decide().mutations().isEmpty();
      commitPlanned();
      for (SimNode node : nodes) {
        idle &= node.converge(store.snapshot("")).isEmpty();
        commit(node.reports(store.snapshot(""), now));
      }
      checker.invariants(store.snapshot(""));
      now = now.plusSeconds(1);
      if (idle) {
        rightThingsRun(store.snapshot(""));
        return;
      }
    }
    throw new Violation("the zone does not come to rest");
  }

  private void step(int dice) throws InterruptedException {
    now = now.plusMillis(random.nextInt(5_000));
    if (dice < 25) {
      watchEvents();
    } else if (dice < 45) {
      decide();
    } else if (dice < 60) {
      commitPlanned();
    } else if (dice < 75) {
      SimNode node = anyNode();
      node.converge(store.snapshot("")).ifPresent(what -> note(node.name() + " " + what));
    } else if (dice < 85) {
      commit(anyNode().reports(store.snapshot(""), now));
    } else if (dice < 96) {
      person();
    } else {
      crash();
    }
  }

  /// A person, through the control panel.
  private void person() throws InterruptedException {
    String app = "app" + random.nextInt(APPS);
    ConfigKey key = ZoneKeys.appSpec("alice", app);
    Optional<Entry> entry = store.get(key);
    if (entry.isEmpty()) {
      note("install " + app);
      write(key.text(), spec(app, nextIndex++));
      return;
    }
    switch (random.nextInt(5)) {
      case 0 -> edit(key, "/state", "\"stopped\"");
      case 1 -> edit(key, "/state", "\"running\"");
      case 2 -> edit(key, "/expected_instance_count", Integer.toString(1 + random.nextInt(3)));
      case 3 -> {
        note("remove " + app);
        commit(List.of(new Mutation.Remove(key)));
      }
      default ->
          write(
              "devices/" + anyNode().name() + "/info",
              "{\"device_type\":\"ood\",\"support_container\":" + random.nextBoolean() + "}");
    }
  }

  private void edit(ConfigKey key, String path, String value) throws InterruptedException {
    note("edit " + key + path + "=" + value);
    var change = new TreeMap<String, Optional<String>>();
    change.put(path, Optional.of(value));
    commit(List.of(new Mutation.SetByPath(key, change)));
  }

  /// The scheduler process dies between any two of its steps and comes back knowing nothing.
  private void crash() throws InterruptedException {
    note("crash");
    planned = Optional.empty();
    heal();
  }

  /// A fresh snapshot, as at the start and every 30 s.
  private void heal() throws InterruptedException {
    ConfigSnapshot snapshot = store.snapshot("");
    replica = new TreeMap<>(snapshot.entries());
    seen = snapshot.revision();
  }

  /// Events come, come twice, or are lost for good; a lost one is made up for by the next snapshot.
  private void watchEvents() throws InterruptedException {
    if (random.nextInt(6) == 0) {
      heal();
      return;
    }
    try (ConfigWatch watch = store.watch("", seen)) {
      if (watch.next(Duration.ZERO) instanceof WatchStep.Changes(var changes, long upTo)) {
        for (Change change : changes) {
          if (faults && random.nextInt(10) == 0) {
            note("lost " + change.key());
            continue;
          }
          if (change.value().isPresent()) {
            replica.put(change.key(), new Entry(change.value().get(), change.version()));
          } else {
            replica.remove(change.key());
          }
        }
        seen = faults && random.nextInt(8) == 0 ? Math.max(0, seen) : upTo;
      }
    }
  }

  private Plan decide() {
    Plan plan = planner.plan(new ConfigSnapshot(seen, new TreeMap<>(replica)), now);
    planned = Optional.of(plan);
    return plan;
  }

  private void commitPlanned() throws InterruptedException {
    if (planned.isEmpty() || planned.get().mutations().isEmpty()) {
      return;
    }
    Plan plan = planned.get();
    planned = Optional.empty();
    var before = store.snapshot("").entries();
    Commit outcome = store.commit(plan.transaction());
    note("round " + plan.mutations() + " -> " + outcome);
    checker.wholeOrNothing(plan, before, store.snapshot("").entries());
  }

  private void rightThingsRun(ConfigSnapshot tree) {
    var running = new TreeMap<String, Integer>();
    nodes.forEach(node ->
        node.running()
            .forEach(id -> running.merge(id.substring(0, id.lastIndexOf('@')), 1, Integer::sum)));
    long able =
        nodes.stream()
            .filter(node ->
                !tree.value(ZoneKeys.deviceInfo(node.name()))
                    .orElse("")
                    .contains("\"support_container\":false"))
            .count();
    for (int i = 0; i < APPS; i++) {
      String app = "app" + i;
      Optional<AppSpec> spec =
          tree.value(ZoneKeys.appSpec("alice", app))
              .map(text -> Json.read(text, AppSpec.class).orThrow());
      boolean on = spec.filter(it -> !it.state().equals("stopped")).isPresent();
      int most = on ? spec.map(AppSpec::expectedInstanceCount).orElse(0) : 0;
      int actual = running.getOrDefault(app + "@alice", 0);
      if (actual > most || actual < Math.min(most, able)) {
        throw new Violation(app + " runs " + actual + " times, wanted are " + most);
      }
    }
  }

  private static String spec(String app, int index) {
    return ("{\"app_doc\":{\"name\":\"%s\"},\"app_index\":%d,\"user_id\":\"alice\",\"enable\":true,"
            + "\"expected_instance_count\":1,\"state\":\"new\",\"generation\":1,\"spec_config\":"
            + "{\"service_config\":{\"www\":{\"protocol\":\"http\",\"inner_port\":80}}}}")
        .formatted(app, index);
  }

  private SimNode anyNode() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  private void write(String key, String value) throws InterruptedException {
    commit(List.of(new Mutation.Set(ConfigKey.of(key), value)));
  }

  private void commit(List<Mutation> mutations) throws InterruptedException {
    if (!mutations.isEmpty()) {
      Commit outcome = store.commit(new Transaction(mutations, Optional.empty()));
      note("write " + mutations.getFirst().key() + " -> " + outcome);
    }
  }

  private void note(String what) {
    trace.add(now + " " + what);
  }
}
