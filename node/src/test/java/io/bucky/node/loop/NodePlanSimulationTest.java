package io.bucky.node.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bucky.base.Parsed;
import io.bucky.containers.AppInstance;
import io.bucky.containers.AppKey;
import io.bucky.containers.RunPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The node loop's decisions against a modelled engine: wishes change, images never arrive,
/// containers end, the daemon is killed. One thread, virtual time, one seed.
final class NodePlanSimulationTest {
  private static final int STEPS = 400;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
  void whatIsWantedIsReachedThoughOtherAppsWaitForEver(long seed) {
    var machine = new Machine(seed, true);
    machine.run(STEPS);

    machine.settle();
  }

  @Test
  void oneSeedGivesOneTrace() {
    assertThat(trace(7)).isEqualTo(trace(7)).isNotEqualTo(trace(8));
  }

  private static List<String> trace(long seed) {
    var machine = new Machine(seed, true);
    machine.run(STEPS);
    return machine.trace;
  }

  @Test
  void aLoopThatInterruptsNothingIsCaught() {
    assertThatThrownBy(
            () -> {
              for (long seed = 1; seed <= 20; seed++) {
                var machine = new Machine(seed, false);
                machine.run(STEPS);
                machine.settle();
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("seed");
  }

  /// One machine with its wishes, its engine and its daemon.
  private static final class Machine {
    private static final int APPS = 4;

    private final long seed;
    private final boolean interrupts;
    private final Random random;
    private final TreeMap<String, Wanted> wanted = new TreeMap<>();

    /// What the engine runs: the generation by app. Survives the daemon.
    private final TreeMap<String, Long> running = new TreeMap<>();

    /// Apps whose containers exist and ended.
    private final TreeSet<String> ended = new TreeSet<>();

    /// Generations, as `app#generation`, whose image never arrives.
    private final TreeSet<String> stuck = new TreeSet<>();

    private final TreeMap<String, Work> busy = new TreeMap<>();
    private final List<String> trace = new ArrayList<>();
    private Memory memory = Memory.empty();
    private Instant now = Instant.EPOCH;
    private long generation;

    Machine(long seed, boolean interrupts) {
      this.seed = seed;
      this.interrupts = interrupts;
      this.random = new Random(seed);
    }

    void run(int steps) {
      for (int step = 0; step < steps; step++) {
        now = now.plus(Duration.ofMillis(random.nextInt(5_000)));
        switch (random.nextInt(12)) {
          case 0, 1, 2 -> wish("app" + random.nextInt(APPS));
          case 3 -> crash();
          case 4 -> end();
          default -> work();
        }
        round(random.nextInt(10) > 0);
      }
    }

    /// Nobody wishes anything any more, and nothing fails; what is stuck stays so.
    void settle() {
      for (int round = 0; round < 60; round++) {
        now = now.plus(Duration.ofMinutes(1));
        work();
        round(true);
      }
      for (int number = 0; number < APPS; number++) {
        String app = "app" + number;
        Optional<Long> wished =
            Optional.ofNullable(wanted.get(instance(app)))
                .filter(Wanted::started)
                .map(wish -> wish.spec().generation());
        if (wished.isEmpty()) {
          assertThat(running).as("seed %d: %s is not wanted", seed, app).doesNotContainKey(app);
          assertThat(busy)
              .as("seed %d: nobody waits for %s", seed, app)
              .doesNotContainKey(instance(app));
        } else if (!stuck.contains(app + "#" + wished.get())) {
          assertThat(running)
              .as("seed %d: %s is wanted", seed, app)
              .containsEntry(app, wished.get());
        }
      }
    }

    private void wish(String app) {
      int kind = random.nextInt(5);
      if (kind == 0) {
        wanted.remove(instance(app));
        trace.add("drop " + app);
        return;
      }
      boolean started = kind > 2;
      generation++;
      if (started && random.nextInt(3) == 0) {
        stuck.add(app + "#" + generation);
      }
      RunPlan plan = Wishes.plan(key(app), generation, Wishes.web(Wishes.ALWAYS));
      wanted.put(
          instance(app),
          new Wanted(
              instance(app),
              key(app),
              kind == 1
                  ? Wishes.spec(generation, "deleted", Optional.of("delete"))
                  : Wishes.spec(generation),
              started,
              new TreeMap<>(),
              started ? Parsed.ok(plan) : Parsed.malformed("it is to be stopped")));
      trace.add("wish " + app + " " + kind + " " + generation);
    }

    private void crash() {
      busy.clear();
      memory = Memory.empty();
      trace.add("crash");
    }

    private void end() {
      if (!running.isEmpty()) {
        String app = running.keySet().stream().toList().get(random.nextInt(running.size()));
        ended.add(app);
        trace.add("end " + app);
      }
    }

    /// Each change that can get on ends, or most of them.
    private void work() {
      for (Work work : List.copyOf(busy.values())) {
        if (random.nextInt(4) > 0) {
          step(work);
        }
      }
    }

    private void step(Work work) {
      String app = work.change().app().app();
      switch (work.change()) {
        case Effect.Start _, Effect.Restart _ when work.ending() -> {}
        case Effect.Start(var instance, var wish, _) -> {
          long wished = wish.spec().generation();
          if (stuck.contains(app + "#" + wished)) {
            return; // for ever
          }
          running.put(app, wished);
          ended.remove(app);
          memory = memory.started(instance, wished, now);
        }
        case Effect.Restart(var instance, var wish, _, var component) -> {
          ended.remove(app);
          memory =
              memory.restarted(
                  instance, wish.spec().generation(), component, Wishes.ALWAYS, true, now);
        }
        case Effect.Stop _ -> {
          running.remove(app);
          ended.remove(app);
        }
        case Effect.Purge(var instance, var wish) -> {
          running.remove(app);
          ended.remove(app);
          memory = memory.purged(instance, wish.spec().generation(), now);
        }
      }
      busy.remove(work.change().instance());
    }

    private void round(boolean complete) {
      var input = new NodePlan.Input(wanted, complete, seen(), memory, new TreeMap<>(busy));
      NodePlan.Decision decision = NodePlan.next(input, now);
      assertThat(NodePlan.next(input, now)).as("seed %d: it is pure", seed).isEqualTo(decision);
      memory = decision.memory();
      decision.effects().forEach(this::begin);
      trace.add(decision.effects() + " " + decision.states());
    }

    private void begin(Effect effect) {
      switch (effect) {
        case Effect.Interrupt(var instance) -> {
          Work work = Optional.ofNullable(busy.get(instance)).orElseThrow();
          assertThat(work.ending()).as("seed %d: %s ends already", seed, instance).isFalse();
          Wanted wish = wanted.get(instance);
          assertThat(wish == null || work.isObsolete(wish))
              .as("seed %d: nobody wants %s", seed, work)
              .isTrue();
          if (interrupts) {
            busy.put(instance, work.ended());
          }
        }
        case Effect.Change change -> {
          assertThat(busy.values())
              .as("seed %d: one change of an app at a time", seed)
              .noneMatch(work -> work.change().app().equals(change.app()));
          busy.put(change.instance(), new Work(change, "", false));
        }
      }
    }

    private List<AppInstance> seen() {
      var seen = new ArrayList<AppInstance>();
      running.forEach((app, of) ->
          seen.add(
              new AppInstance(
                  key(app),
                  of,
                  List.of(ended.contains(app) ? Wishes.exited("web", 1) : Wishes.running("web")))));
      return seen;
    }

    private static AppKey key(String app) {
      return new AppKey("zone", "alice", app);
    }

    private static String instance(String app) {
      return app + "@alice@ood1";
    }
  }
}
