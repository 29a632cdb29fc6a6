package io.bucky.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.config.embedded.EmbeddedStore;
import io.bucky.config.embedded.StoreLimits;
import io.bucky.config.testing.MemoryConfig;
import io.bucky.config.testing.SimDisk;
import io.bucky.scheduler.Plan;
import io.bucky.scheduler.Planner;
import io.bucky.zone.Ports;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerSimulationTest {
  private static final Planner PLANNER = new Planner(new Ports(Ports.STANDARD_BASE));
  private static final int STEPS = 300;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
  void theZoneComesToRestWithWhatIsWantedOnceFaultsStop(long seed) throws Exception {
    try (EmbeddedStore store = MemoryConfig.open()) {
      var zone = SimZone.start(store, PLANNER::plan, seed);

      zone.run(STEPS);

      zone.settle();
    }
  }

  @Test
  @DisplayName("S57: one seed gives one trace, mutation for mutation")
  void oneSeedGivesOneTrace() throws Exception {
    assertThat(trace(7)).isEqualTo(trace(7)).isNotEqualTo(trace(8));
  }

  private static List<String> trace(long seed) throws InterruptedException {
    try (EmbeddedStore store = MemoryConfig.open()) {
      var zone = SimZone.start(store, PLANNER::plan, seed);
      zone.run(STEPS);
      return zone.trace();
    }
  }

  @Test
  @DisplayName(
      "S64: power that goes at any step of a round's write leaves the old config or the new")
  void powerThatGoesAtAnyStepOfARoundLeavesOldOrNew() throws Exception {
    SortedMap<ConfigKey, Entry> before;
    SortedMap<ConfigKey, Entry> after;
    long first;
    long last;
    SimDisk calm = SimDisk.seeded(4);
    try (EmbeddedStore store = MemoryConfig.open(calm, StoreLimits.STANDARD)) {
      installed(store);
      before = store.snapshot("").entries();
      first = calm.steps() + 1;
      assertThat(store.commit(round(store).transaction())).hasToString("Applied[revision=6]");
      last = calm.steps();
      after = store.snapshot("").entries();
    }
    assertThat(last).isGreaterThanOrEqualTo(first);

    for (long step = first; step <= last; step++) {
      SimDisk disk = SimDisk.seeded(4);
      EmbeddedStore store = MemoryConfig.open(disk, StoreLimits.STANDARD);
      installed(store);
      disk.losePowerAt(step);
      try {
        var _ = store.commit(round(store).transaction());
      } catch (RuntimeException e) {
        assertThat(e).isNotInstanceOf(Violation.class); // the machine is off
      }
      try {
        store.close();
      } catch (RuntimeException e) {
        assertThat(e).isNotNull(); // closing a store whose disk is gone may complain
      }
      try (EmbeddedStore again = MemoryConfig.open(disk.afterPowerLoss(), StoreLimits.STANDARD)) {
        assertThat(again.snapshot("").entries()).as("step " + step).isIn(before, after);
      }
    }
  }

  private static void installed(EmbeddedStore store) throws InterruptedException {
    SimZone.start(store, PLANNER::plan, 1);
    var _ =
        store.commit(
            io.bucky.config.Transaction.of(
                new Mutation.Set(
                    ConfigKey.of("users/alice/apps/notes/spec"),
                    "{\"app_doc\":{\"name\":\"notes\"},\"app_index\":1,\"user_id\":\"alice\","
                        + "\"enable\":true,\"expected_instance_count\":1,\"state\":\"new\"}")));
  }

  private static Plan round(EmbeddedStore store) throws InterruptedException {
    return PLANNER.plan(store.snapshot(""), Instant.parse("2026-11-21T08:00:00Z"));
  }

  @Test
  void aPlannerThatGivesOnePortToEverybodyIsCaught() {
    assertThatThrownBy(() -> survive(SchedulerSimulationTest::everybodyGetsOnePort))
        .isInstanceOf(Violation.class)
        .hasMessageContaining("port 10016");
  }

  @Test
  void aPlannerThatLooksAtTheClockIsCaught() {
    assertThatThrownBy(() -> survive(SchedulerSimulationTest::writesTheTime))
        .isInstanceOf(Violation.class)
        .hasMessageContaining("does not come to rest");
  }

  @Test
  void aPlannerThatNeverStopsAnythingIsCaught() {
    assertThatThrownBy(() -> survive(SchedulerSimulationTest::neverStops))
        .isInstanceOf(Violation.class);
  }

  private static void survive(PlanFunction planner) throws InterruptedException {
    for (long seed = 1; seed <= 5; seed++) {
      try (EmbeddedStore store = MemoryConfig.open()) {
        var zone = SimZone.start(store, planner, seed);
        zone.run(STEPS);
        zone.settle();
      }
    }
  }

  private static Plan everybodyGetsOnePort(ConfigSnapshot snapshot, Instant now) {
    return changed(
        PLANNER.plan(snapshot, now), text -> text.replaceAll("\"www\":1[0-9]{4}", "\"www\":10016"));
  }

  private static Plan writesTheTime(ConfigSnapshot snapshot, Instant now) {
    Plan plan = PLANNER.plan(snapshot, now);
    var mutations = new ArrayList<>(plan.mutations());
    mutations.add(new Mutation.Set(ConfigKey.of("system/scheduler/last"), now.toString()));
    return new Plan(mutations, plan.guard(), plan.explanations(), plan.wakeAt());
  }

  private static Plan neverStops(ConfigSnapshot snapshot, Instant now) {
    return changed(
        PLANNER.plan(snapshot, now),
        text -> text.replace("\"target_state\":\"stopped\"", "\"target_state\":\"started\""));
  }

  private static Plan changed(Plan plan, java.util.function.UnaryOperator<String> change) {
    List<Mutation> mutations =
        plan.mutations().stream()
            .map(mutation ->
                mutation instanceof Mutation.Set(var key, var value)
                    ? new Mutation.Set(key, change.apply(value))
                    : mutation)
            .toList();
    return new Plan(mutations, plan.guard(), plan.explanations(), Optional.empty());
  }
}
