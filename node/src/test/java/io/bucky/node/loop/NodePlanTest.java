package io.bucky.node.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import io.bucky.base.RestartPolicy;
import io.bucky.base.RestartPolicy.State;
import io.bucky.containers.AppInstance;
import io.bucky.containers.AppInstance.Container;
import io.bucky.containers.AppKey;
import io.bucky.containers.RunPlan;
import io.bucky.json.Json;
import io.bucky.zone.AppSpec;
import java.nio.file.Path;
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
  private static final AppKey NOTES = new AppKey("zone", "alice", "notes");
  private static final String INSTANCE = "notes@alice@ood1";
  private static final RestartPolicy ALWAYS = RestartPolicy.always();

  private final TreeMap<String, Wanted> wanted = new TreeMap<>();
  private final List<AppInstance> seen = new ArrayList<>();
  private final TreeMap<String, NodePlan.Work> busy = new TreeMap<>();
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
    assertThat(stopping.effects()).containsExactly(new Effect.Stop(INSTANCE, NOTES));

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

    memory = memory.purged(INSTANCE, 1, NOW);
    seen.clear();
    var after = next(NOW);
    assertThat(after.effects()).isEmpty();
    assertThat(only(after).state()).isEqualTo(AppState.State.NOT_EXIST);
  }

  @Test
  void anUninstalledAppThatKeepsItsDataIsOnlyStopped() {
    want(deleted("retain"));
    seen.add(app(1, running("web")));

    assertThat(next(NOW).effects()).containsExactly(new Effect.Stop(INSTANCE, NOTES));
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
    busy.put(INSTANCE, new NodePlan.Work("pulling web 40 %", false));

    var decision = next(NOW);

    assertThat(decision.effects()).isEmpty();
    assertThat(only(decision).detail()).isEqualTo("pulling web 40 %");
  }

  @Test
  void anAppWithoutAPlanSaysWhyAndHoldsNobodyUp() {
    want(
        new Wanted(
            INSTANCE,
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

    memory = memory.restarted(INSTANCE, 1, "web", ALWAYS, true, NOW);
    var second = next(NOW); // ended again before the look
    assertThat(second.effects()).isEmpty();
    assertThat(second.wakeAt()).contains(NOW.plusSeconds(1));
    assertThat(next(NOW.plusSeconds(1)).effects()).hasSize(1);
  }

  @Test
  void aComponentThatKeepsEndingIsGivenUpAndTheReasonIsTold() {
    want(started(1, plan(1, web(RestartPolicy.onFailure(1)))));
    memory = memory.started(INSTANCE, 1, NOW);
    seen.add(app(1, exited("web", 7)));
    next(NOW);
    memory = memory.restarted(INSTANCE, 1, "web", RestartPolicy.onFailure(1), true, NOW);

    var decision = next(NOW);

    assertThat(decision.effects()).isEmpty();
    assertThat(only(decision).state()).isEqualTo(AppState.State.EXITED);
    assertThat(only(decision).detail()).contains("web").contains("code 7").contains("1 restarts");
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
    memory = memory.failed(INSTANCE, 1, "no such image", true, NOW);
    assertThat(next(NOW).effects()).hasSize(1); // the first time again at once
    memory = memory.failed(INSTANCE, 1, "no such image", true, NOW);

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
    memory = memory.failed(INSTANCE, 1, "the image does not exist", false, NOW);

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
    memory = memory.with(INSTANCE, Memory.App.fresh(1).with("web", new State.Waiting(1, NOW)));

    Memory after = memory.restarted(INSTANCE, 1, "web", ALWAYS, false, NOW);

    assertThat(after.app(INSTANCE, 1).component("web"))
        .isEqualTo(new State.Waiting(2, NOW.plusSeconds(1)));
  }

  private void want(Wanted one) {
    wanted.put(one.instance(), one);
  }

  private void see(AppInstance instance) {
    seen.clear();
    seen.add(instance);
  }

  private static Wanted started(long generation, RunPlan plan) {
    return new Wanted(INSTANCE, NOTES, spec(generation), true, new TreeMap<>(), Parsed.ok(plan));
  }

  private static Wanted stopped(long generation) {
    return new Wanted(
        INSTANCE, NOTES, spec(generation), false, new TreeMap<>(), Parsed.malformed("stopped"));
  }

  private static Wanted deleted(String dataDisposition) {
    return new Wanted(
        INSTANCE,
        NOTES,
        spec(1, "deleted", Optional.of(dataDisposition)),
        false,
        new TreeMap<>(),
        Parsed.malformed("stopped"));
  }

  private static AppSpec spec(long generation) {
    return spec(generation, "running", Optional.empty());
  }

  private static AppSpec spec(long generation, String state, Optional<String> dataDisposition) {
    return new AppSpec(
        Json.object().put("name", "notes"),
        1,
        "alice",
        true,
        1,
        state,
        AppSpec.Config.none(),
        Optional.empty(),
        Optional.empty(),
        generation,
        Optional.empty(),
        dataDisposition);
  }

  private static RunPlan plan(long generation, RunPlan.Container... containers) {
    return new RunPlan(
        NOTES,
        generation,
        Path.of("/data"),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(containers));
  }

  private static RunPlan.Container web(RestartPolicy restart) {
    return planned("web", restart, true, false);
  }

  private static RunPlan.Container checkedWeb() {
    return planned("web", ALWAYS, true, true);
  }

  private static RunPlan.Container db(RestartPolicy restart) {
    return planned("db", restart, false, false);
  }

  private static RunPlan.Container planned(
      String component, RestartPolicy restart, boolean main, boolean checked) {
    return new RunPlan.Container(
        component,
        "alice-notes-" + component,
        "img",
        Json.object(),
        List.of(),
        List.of(),
        restart,
        Duration.ofSeconds(10),
        main,
        checked);
  }

  private static AppInstance app(long generation, Container... containers) {
    return new AppInstance(NOTES, generation, List.of(containers));
  }

  private static Container running(String component) {
    return container(component, "running", Optional.empty());
  }

  private static Container exited(String component, int code) {
    return container(component, "exited", Optional.of(code));
  }

  private static Container container(String component, String state, Optional<Integer> code) {
    return new Container(
        component,
        "id-" + component,
        "alice-notes-" + component,
        "img",
        state,
        Optional.empty(),
        code,
        Optional.empty(),
        Optional.empty());
  }
}
