package io.bucky.node.loop;

import static io.bucky.node.loop.Wishes.ALWAYS;
import static io.bucky.node.loop.Wishes.NOTES;
import static io.bucky.node.loop.Wishes.NOTES_HERE;
import static io.bucky.node.loop.Wishes.app;
import static io.bucky.node.loop.Wishes.checkedWeb;
import static io.bucky.node.loop.Wishes.container;
import static io.bucky.node.loop.Wishes.db;
import static io.bucky.node.loop.Wishes.deleted;
import static io.bucky.node.loop.Wishes.exited;
import static io.bucky.node.loop.Wishes.plan;
import static io.bucky.node.loop.Wishes.running;
import static io.bucky.node.loop.Wishes.spec;
import static io.bucky.node.loop.Wishes.started;
import static io.bucky.node.loop.Wishes.stopped;
import static io.bucky.node.loop.Wishes.web;
import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import io.bucky.base.RestartPolicy;
import io.bucky.base.RestartPolicy.State;
import io.bucky.containers.AppInstance;
import io.bucky.containers.AppInstance.Container;
import io.bucky.containers.AppKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The decisions of the node loop, one row at a time.
final class NodePlanTest {
  private static final Instant NOW = Instant.EPOCH.plusSeconds(1_000);

  private final TreeMap<String, Wanted> wanted = new TreeMap<>();
  private final List<AppInstance> seen = new ArrayList<>();
  private final TreeMap<String, Work> busy = new TreeMap<>();
  private boolean complete = true;
  private Memory memory = Memory.empty();

  private NodePlan.Decision next(Instant now) {
    var decision = NodePlan.next(new NodePlan.Input(wanted, complete, seen, memory, busy), now);
    memory = decision.memory();
    return decision;
  }

  private static AppState only(NodePlan.Decision decision) {
    assertThat(decision.states()).hasSize(1);
    return decision.states().getFirst();
  }

  @Test
  void anAppThatIsNotThereIsStarted() {
    want(started(1, plan(1, web(ALWAYS))));

    var decision = next(NOW);

    assertThat(decision.effects()).hasSize(1).first().isInstanceOf(Effect.Start.class);
    assertThat(only(decision).state()).isEqualTo(AppState.State.DEPLOYING);
  }

  @Test
  void aRunningAppIsLeftAlone() {
    want(started(1, plan(1, web(ALWAYS))));
    seen.add(app(1, running("web")));

    var decision = next(NOW);

    assertThat(decision.effects()).isEmpty();
    assertThat(only(decision).state()).isEqualTo(AppState.State.STARTED);
    assertThat(decision.wakeAt()).isEmpty();
  }

  @Test
  void theSameInputGivesTheSameDecision() {
    want(started(1, plan(1, web(ALWAYS))));
    seen.add(app(1, exited("web", 3)));
    var input = new NodePlan.Input(wanted, true, seen, memory, busy);

    assertThat(NodePlan.next(input, NOW)).isEqualTo(NodePlan.next(input, NOW));
  }

  @Test
  void anotherGenerationIsReplaced() {
    want(started(2, plan(2, web(ALWAYS))));
    seen.add(app(1, running("web")));

    assertThat(next(NOW).effects()).hasSize(1).first().isInstanceOf(Effect.Start.class);
  }

  @Test
  void aStartThatWasInterruptedIsMadeAgain() {
    want(started(1, plan(1, web(ALWAYS), db(ALWAYS))));
    seen.add(app(1, running("web"), container("db", "created", Optional.empty())));

    assertThat(next(NOW).effects()).hasSize(1).first().isInstanceOf(Effect.Start.class);
  }

  @Test
  @DisplayName("S61: target stopped removes the container; target started starts it again")
  void stoppedRemovesAndStartedStarts() {
    want(stopped(1));
    seen.add(app(1, running("web")));

    var stopping = next(NOW);
    assertThat(stopping.effects()).containsExactly(new Effect.Stop(NOTES_HERE, NOTES));

    seen.clear();
    assertThat(only(next(NOW)).state()).isEqualTo(AppState.State.STOPPED);

    want(started(1, plan(1, web(ALWAYS))));
    assertThat(next(NOW).effects()).hasSize(1).first().isInstanceOf(Effect.Start.class);
  }

  @Test
  void anUninstalledAppIsRemovedWithItsDataOnceAndReportedGone() {
    want(deleted("delete"));
    seen.add(app(1, running("web")));

    assertThat(next(NOW).effects()).hasSize(1).first().isInstanceOf(Effect.Purge.class);

    memory = memory.purged(NOTES_HERE, 1, NOW);
    seen.clear();
    var after = next(NOW);
    assertThat(after.effects()).isEmpty();
    assertThat(only(after).state()).isEqualTo(AppState.State.NOT_EXIST);
  }

  @Test
  void anUninstalledAppThatKeepsItsDataIsOnlyStopped() {
    want(deleted("retain"));
    seen.add(app(1, running("web")));

    assertThat(next(NOW).effects()).containsExactly(new Effect.Stop(NOTES_HERE, NOTES));
    seen.clear();
    assertThat(only(next(NOW)).state()).isEqualTo(AppState.State.NOT_EXIST);
  }

  @Test
  void afterARestartOfTheMachineEverythingIsStartedAnew() {
    want(started(1, plan(1, web(RestartPolicy.never()), db(RestartPolicy.never()))));
    seen.add(app(1, exited("web", 255), exited("db", 255)));

    assertThat(next(NOW).effects()).hasSize(1).first().isInstanceOf(Effect.Start.class);
  }

  @Test
  void whatIsNotInTheConfigIsRemoved() {
    seen.add(app(1, running("web")));

    assertThat(next(NOW).effects())
        .containsExactly(new Effect.Stop(NodePlan.surplus(NOTES), NOTES));
  }

  @Test
  @DisplayName("S65: without system config what runs is kept, also what the cache does not know")
  void aConfigFromTheCacheRemovesNothing() {
    complete = false;
    seen.add(app(1, running("web")));

    assertThat(next(NOW).effects()).isEmpty();
  }

  @Test
  void anAppThatIsBeingChangedIsNotTouched() {
    want(started(1, plan(1, web(ALWAYS))));
    busy.put(
        NOTES_HERE, new Work(start(started(1, plan(1, web(ALWAYS)))), "pulling web 40 %", false));

    var decision = next(NOW);

    assertThat(decision.effects()).isEmpty();
    assertThat(only(decision).detail()).isEqualTo("pulling web 40 %");
  }

  @Test
  void aStartThatNobodyWantsAnyMoreIsInterruptedOnceAndThenTheAppIsRemoved() {
    Effect.Start start = start(started(1, plan(1, web(ALWAYS))));
    busy.put(NOTES_HERE, new Work(start, "pulling web 40 %", false));
    want(stopped(1));
    seen.add(app(1, container("web", "created", Optional.empty())));

    var decision = next(NOW);
    assertThat(decision.effects()).containsExactly(new Effect.Interrupt(NOTES_HERE));
    assertThat(only(decision).state()).isEqualTo(AppState.State.DEPLOYING);
    assertThat(only(decision).detail()).isEqualTo("ending what was begun");

    busy.put(NOTES_HERE, busy.get(NOTES_HERE).ended());
    assertThat(next(NOW).effects()).isEmpty();

    busy.clear();
    assertThat(next(NOW).effects()).containsExactly(new Effect.Stop(NOTES_HERE, NOTES));
  }

  @Test
  void aStartOfAnOlderGenerationIsInterruptedAndTheNewOneStarted() {
    busy.put(NOTES_HERE, new Work(start(started(1, plan(1, web(ALWAYS)))), "pulling", false));
    want(started(2, plan(2, web(ALWAYS))));

    assertThat(next(NOW).effects()).containsExactly(new Effect.Interrupt(NOTES_HERE));

    busy.clear();
    assertThat(next(NOW).effects()).hasSize(1).first().isInstanceOf(Effect.Start.class);
  }

  @Test
  void aComponentThatIsStartedAgainInVainIsInterruptedToo() {
    Wanted before = started(1, plan(1, web(ALWAYS)));
    busy.put(
        NOTES_HERE,
        new Work(
            new Effect.Restart(NOTES_HERE, before, plan(1, web(ALWAYS)), "web"), "pulling", false));
    want(stopped(1));
    seen.add(app(1, exited("web", 1)));

    var decision = next(NOW);

    assertThat(decision.effects()).containsExactly(new Effect.Interrupt(NOTES_HERE));
    assertThat(only(decision).state()).as("not yet").isEqualTo(AppState.State.DEPLOYING);
  }

  @Test
  void aRemovalIsNeverInterrupted() {
    busy.put(NOTES_HERE, new Work(new Effect.Stop(NOTES_HERE, NOTES), "stopping", false));
    want(started(2, plan(2, web(ALWAYS))));
    assertThat(next(NOW).effects()).isEmpty();

    busy.put(
        NOTES_HERE, new Work(new Effect.Purge(NOTES_HERE, deleted("delete")), "removing", false));
    assertThat(next(NOW).effects()).isEmpty();
  }

  @Test
  void theStartOfAnAppThatIsNotInTheConfigAnyMoreIsInterruptedBeforeItIsRemoved() {
    busy.put(NOTES_HERE, new Work(start(started(1, plan(1, web(ALWAYS)))), "pulling", false));
    seen.add(app(1, container("web", "created", Optional.empty())));

    assertThat(next(NOW).effects()).containsExactly(new Effect.Interrupt(NOTES_HERE));

    complete = false;
    assertThat(next(NOW).effects()).as("a config from the cache ends nothing").isEmpty();
  }

  @Test
  void anAppThatComesBackWaitsForItsRemoval() {
    String surplus = NodePlan.surplus(NOTES);
    busy.put(surplus, new Work(new Effect.Stop(surplus, NOTES), "stopping", false));
    want(started(1, plan(1, web(ALWAYS))));

    assertThat(next(NOW).effects()).isEmpty();
  }

  private static Effect.Start start(Wanted wanted) {
    return new Effect.Start(wanted.instance(), wanted, wanted.plan().orThrow());
  }

  @Test
  void anAppWithoutAPlanSaysWhyAndHoldsNobodyUp() {
    want(
        new Wanted(
            NOTES_HERE,
            NOTES,
            spec(1),
            true,
            new TreeMap<>(),
            Parsed.malformed("the grant device:/dev/dri is missing")));
    wanted.put(
        "other@alice@ood1",
        new Wanted(
            "other@alice@ood1",
            new AppKey("zone", "alice", "other"),
            spec(1),
            true,
            new TreeMap<>(),
            Parsed.ok(plan(1, web(ALWAYS)))));

    var decision = next(NOW);

    assertThat(decision.effects()).hasSize(1);
    assertThat(decision.states().getFirst().error()).isTrue();
    assertThat(decision.states().getFirst().detail()).contains("device:/dev/dri");
  }

  @Test
  void aComponentThatEndedIsStartedAgainAtOnceAndThenLater() {
    var plan = plan(1, web(ALWAYS));
    want(started(1, plan));
    seen.add(app(1, running("web")));
    next(NOW);

    see(app(1, exited("web", 1)));
    assertThat(next(NOW).effects()).hasSize(1).first().isInstanceOf(Effect.Restart.class);

    memory = memory.restarted(NOTES_HERE, 1, "web", ALWAYS, true, NOW);
    var second = next(NOW); // ended again before the look
    assertThat(second.effects()).isEmpty();
    assertThat(second.wakeAt()).contains(NOW.plusSeconds(1));
    assertThat(next(NOW.plusSeconds(1)).effects()).hasSize(1);
  }

  @Test
  void aComponentThatKeepsEndingIsGivenUpAndTheReasonIsTold() {
    want(started(1, plan(1, web(RestartPolicy.onFailure(1)))));
    memory = memory.started(NOTES_HERE, 1, NOW);
    seen.add(app(1, exited("web", 7)));
    next(NOW);
    memory = memory.restarted(NOTES_HERE, 1, "web", RestartPolicy.onFailure(1), true, NOW);

    var decision = next(NOW);

    assertThat(decision.effects()).isEmpty();
    assertThat(only(decision).state()).isEqualTo(AppState.State.EXITED);
    assertThat(only(decision).detail()).contains("web").contains("code 7").contains("1 restarts");
  }

  @Test
  void whatMustRunIsTriedAgainTenMinutesAfterItWasGivenUp() {
    want(started(1, plan(1, web(ALWAYS))));
    memory =
        memory.with(
            NOTES_HERE,
            Memory.App.fresh(1)
                .with(new State.Running(0, NOW), "")
                .with("web", new State.GaveUp(10, 1, NOW)));
    see(app(1, exited("web", 1)));
    Instant due = NOW.plus(Duration.ofMinutes(10));

    var before = next(due.minusMillis(1));
    assertThat(before.effects()).isEmpty();
    assertThat(only(before).error()).isTrue();
    assertThat(before.wakeAt()).contains(due);

    assertThat(next(due).effects()).hasSize(1).first().isInstanceOf(Effect.Restart.class);
  }

  @Test
  void aComponentThatMayEndDoesNotMakeTheAppFail() {
    want(started(1, plan(1, web(ALWAYS), db(RestartPolicy.never()))));
    seen.add(app(1, running("web"), exited("db", 0)));

    assertThat(only(next(NOW)).state()).isEqualTo(AppState.State.STARTED);
  }

  @Test
  void aFailedStartWaitsLongerEachTimeAndANewGenerationStartsOver() {
    want(started(1, plan(1, web(ALWAYS))));
    memory = memory.failed(NOTES_HERE, 1, "no such image", true, NOW);
    assertThat(next(NOW).effects()).hasSize(1); // the first time again at once
    memory = memory.failed(NOTES_HERE, 1, "no such image", true, NOW);

    var waiting = next(NOW);
    assertThat(waiting.effects()).isEmpty();
    assertThat(waiting.wakeAt()).contains(NOW.plusSeconds(1));
    assertThat(only(waiting).detail()).contains("no such image");

    want(started(2, plan(2, web(ALWAYS))));
    assertThat(next(NOW).effects()).hasSize(1);
  }

  @Test
  void aStartThatCannotWorkIsNotRepeated() {
    want(started(1, plan(1, web(ALWAYS))));
    memory = memory.failed(NOTES_HERE, 1, "the image does not exist", false, NOW);

    var decision = next(NOW.plus(Duration.ofDays(1)));

    assertThat(decision.effects()).isEmpty();
    assertThat(only(decision).error()).isTrue();
  }

  @Test
  void anUnhealthyStartIsNotAnnouncedAsStarted() {
    want(started(1, plan(1, checkedWeb())));
    seen.add(
        app(
            1,
            new Container(
                "web",
                "id",
                "alice-notes",
                "img",
                "running",
                Optional.of("starting"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())));

    assertThat(only(next(NOW)).state()).isEqualTo(AppState.State.DEPLOYING);
  }

  @Test
  void memoryForgetsAppsThatAreGone() {
    memory = memory.with("old@alice@ood1", Memory.App.fresh(1));

    assertThat(next(NOW).memory().apps()).isEmpty();
  }

  @Test
  void aRestartThatFailedCountsAsOne() {
    memory = memory.with(NOTES_HERE, Memory.App.fresh(1).with("web", new State.Waiting(1, NOW)));

    Memory after = memory.restarted(NOTES_HERE, 1, "web", ALWAYS, false, NOW);

    assertThat(after.app(NOTES_HERE, 1).component("web"))
        .isEqualTo(new State.Waiting(2, NOW.plusSeconds(1)));
  }

  private void want(Wanted one) {
    wanted.put(one.instance(), one);
  }

  private void see(AppInstance instance) {
    seen.clear();
    seen.add(instance);
  }
}
