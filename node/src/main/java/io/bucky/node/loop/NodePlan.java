package io.bucky.node.loop;

import io.bucky.base.Parsed;
import io.bucky.base.RestartPolicy.Event;
import io.bucky.base.RestartPolicy.State;
import io.bucky.containers.AppInstance;
import io.bucky.containers.AppKey;
import io.bucky.containers.RunPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// Decides what to change on this node. Pure: the same arguments give the same answer, and nothing
/// is touched.
final class NodePlan {
  private NodePlan() {}

  /// @param wanted the apps of the node config
  /// @param complete whether `wanted` was read from system config; what is not in it may be removed
  /// @param seen what the engine has of this zone
  /// @param busy instances that are being changed, with what they say of it
  record Input(
      SortedMap<String, Wanted> wanted,
      boolean complete,
      List<AppInstance> seen,
      Memory memory,
      SortedMap<String, Work> busy) {}

  /// @param wakeAt when something is due that no event announces
  record Decision(
      List<Effect> effects, Memory memory, List<AppState> states, Optional<Instant> wakeAt) {
    Decision {
      effects = List.copyOf(effects);
      states = List.copyOf(states);
    }
  }

  /// @param now monotonic
  static Decision next(Input input, Instant now) {
    var round = new Round(input, now);
    input.wanted.values().forEach(round::decide);
    if (input.complete) {
      input.busy.values().forEach(round::endSurplus);
      input.seen.forEach(round::removeSurplus);
    }
    return round.decision();
  }

  /// The name of an instance that is not in the config any more.
  static String surplus(AppKey app) {
    return app.fullId() + "@";
  }

  /// One pass over the apps; lives on the stack of [#next].
  private static final class Round {
    private final Input input;
    private final Instant now;
    private final List<Effect> effects = new ArrayList<>();
    private final List<AppState> states = new ArrayList<>();
    private Memory memory;
    private Optional<Instant> wakeAt = Optional.empty();

    Round(Input input, Instant now) {
      this.input = input;
      this.now = now;
      this.memory = input.memory.only(input.wanted);
    }

    Decision decision() {
      return new Decision(effects, memory, states, wakeAt);
    }

    void decide(Wanted wanted) {
      Optional<AppInstance> seen =
          input.seen.stream().filter(each -> each.app().equals(wanted.app())).findFirst();
      Optional<Work> working = working(wanted.app());
      if (working.filter(work -> work.ending() || work.isObsolete(wanted)).isPresent()) {
        end(working.get());
        state(wanted, AppState.State.DEPLOYING, working.get().ended().says(), false);
      } else if (working.filter(work -> !work.quiet()).isPresent()) {
        state(wanted, AppState.State.DEPLOYING, working.get().says(), false);
      } else if (!wanted.started()) {
        stopped(wanted, seen);
      } else {
        switch (wanted.plan()) {
          case Parsed.Malformed<RunPlan>(var why) ->
              state(wanted, AppState.State.EXITED, why, true);
          case Parsed.Ok<RunPlan>(var plan) -> running(wanted, plan, seen);
        }
      }
    }

    /// A change of an app that is not in the config any more.
    void endSurplus(Work working) {
      if (!isKnown(working.change().app()) && !working.isRemoval()) {
        end(working);
      }
    }

    void removeSurplus(AppInstance instance) {
      if (!isKnown(instance.app()) && working(instance.app()).isEmpty()) {
        effects.add(new Effect.Stop(surplus(instance.app()), instance.app()));
      }
    }

    private boolean isKnown(AppKey app) {
      return input.wanted.values().stream().anyMatch(each -> each.app().equals(app));
    }

    /// The change of an app that is under way, by whatever name it was begun.
    private Optional<Work> working(AppKey app) {
      return input.busy.values().stream()
          .filter(each -> each.change().app().equals(app))
          .findFirst();
    }

    private void end(Work working) {
      if (!working.ending()) {
        effects.add(new Effect.Interrupt(working.change().instance()));
      }
    }

    private void stopped(Wanted wanted, Optional<AppInstance> seen) {
      if (wanted.purged()) {
        purged(wanted);
        return;
      }
      memory = memory.with(wanted.instance(), Memory.App.fresh(wanted.spec().generation()));
      if (seen.filter(each -> !each.containers().isEmpty()).isPresent()
          && working(wanted.app()).isEmpty()) {
        effects.add(new Effect.Stop(wanted.instance(), wanted.app()));
        state(wanted, AppState.State.DEPLOYING, "stopping", false);
      } else {
        boolean gone = wanted.deleted();
        state(wanted, gone ? AppState.State.NOT_EXIST : AppState.State.STOPPED, "", false);
      }
    }

    private void purged(Wanted wanted) {
      Memory.App app = memory.app(wanted.instance(), wanted.spec().generation());
      switch (app.start()) {
        case State.Finished _ -> state(wanted, AppState.State.NOT_EXIST, "", false);
        case State.Waiting(_, var due) when due.isAfter(now) -> {
          wakeAt(due);
          state(wanted, AppState.State.DEPLOYING, app.why() + " (it is tried again)", true);
        }
        case State.Stopped _, State.Waiting _, State.Running _, State.GaveUp _ -> {
          if (working(wanted.app()).isEmpty()) {
            effects.add(new Effect.Purge(wanted.instance(), wanted));
          }
          state(wanted, AppState.State.DEPLOYING, "removing its data", false);
        }
      }
    }

    private void running(Wanted wanted, RunPlan plan, Optional<AppInstance> seen) {
      boolean carriedOut = memory.app(wanted.instance(), wanted.spec().generation()).carriedOut();
      // nothing runs, and not because it ended under our eyes: the machine or the engine was
      // restarted
      boolean lost = seen.filter(AppInstance::running).isEmpty() && !carriedOut;
      if (lost || seen.filter(each -> isWhole(plan, each)).isEmpty()) {
        if (working(wanted.app()).isPresent()) {
          state(wanted, AppState.State.DEPLOYING, "starting", false);
        } else {
          start(wanted, plan);
        }
      } else {
        keep(wanted, plan, seen.get());
      }
    }

    /// Was every container of the plan made and started once?
    private static boolean isWhole(RunPlan plan, AppInstance seen) {
      return seen.generation() == plan.generation()
          && plan.containers().stream()
              .allMatch(each ->
                  seen.component(each.component())
                      .filter(container -> !container.state().equals("created"))
                      .isPresent());
    }

    private void start(Wanted wanted, RunPlan plan) {
      Memory.App app = memory.app(wanted.instance(), wanted.spec().generation());
      switch (app.start()) {
        case State.GaveUp _ -> state(wanted, AppState.State.EXITED, app.why(), true);
        case State.Waiting(_, var due) when due.isAfter(now) -> {
          wakeAt(due);
          state(wanted, AppState.State.EXITED, app.why() + " (it is tried again)", true);
        }
        case State.Stopped _, State.Waiting _, State.Running _, State.Finished _ -> {
          effects.add(new Effect.Start(wanted.instance(), wanted, plan));
          state(wanted, AppState.State.DEPLOYING, "starting", false);
        }
      }
    }

    private void keep(Wanted wanted, RunPlan plan, AppInstance seen) {
      Memory.App app = memory.app(wanted.instance(), wanted.spec().generation());
      Optional<String> trouble = Optional.empty();
      boolean settling = false;
      boolean restarting = working(wanted.app()).isPresent();
      for (RunPlan.Container planned : plan.containers()) {
        AppInstance.Container container = seen.component(planned.component()).orElseThrow();
        State state = next(planned, container, app.component(planned.component()));
        app = app.with(planned.component(), state);
        switch (state) {
          case State.GaveUp gaveUp -> {
            trouble = Optional.of(says(planned, gaveUp));
            planned.restart().revivesAt(gaveUp).ifPresent(this::wakeAt);
          }
          case State.Waiting(_, var due) -> {
            settling |= planned.main();
            if (due.isAfter(now)) {
              wakeAt(due);
            } else if (!restarting) {
              restarting = true; // one at a time per app
              effects.add(new Effect.Restart(wanted.instance(), wanted, plan, planned.component()));
            }
          }
          case State.Running _ ->
              settling |=
                  planned.main()
                      && planned.checked()
                      && container.health().filter("starting"::equals).isPresent();
          case State.Finished _, State.Stopped _ -> {}
        }
      }
      memory = memory.with(wanted.instance(), app.with(new State.Running(0, now), ""));
      boolean error = trouble.isPresent();
      AppState.State word =
          error
              ? AppState.State.EXITED
              : settling ? AppState.State.DEPLOYING : AppState.State.STARTED;
      states.add(
          new AppState(
              wanted.instance(),
              wanted.app().fullId(),
              word,
              true,
              trouble.orElse(settling ? "waiting until it answers" : ""),
              error,
              main(plan, seen).flatMap(AppInstance.Container::health),
              wanted.ports(),
              main(plan, seen)
                  .flatMap(AppInstance.Container::startedAt)
                  .map(Instant::getEpochSecond)
                  .orElse(0L)));
    }

    private State next(RunPlan.Container planned, AppInstance.Container seen, State before) {
      if (seen.running()) {
        return planned.restart().next(before, new Event.Started(now));
      }
      int code = seen.exitCode().orElse(-1);
      return switch (before) {
        // it ended since the last look, or before this daemon looked for the first time
        case State.Running _ -> planned.restart().next(before, new Event.Exited(code, now));
        case State.Stopped _ ->
            planned.restart().next(new State.Running(0, now), new Event.Exited(code, now));
        case State.GaveUp gaveUp ->
            planned
                .restart()
                .revivesAt(gaveUp)
                .filter(due -> !due.isAfter(now))
                .map(_ -> planned.restart().next(before, new Event.StartRequested(now)))
                .orElse(before);
        case State.Waiting _, State.Finished _ -> before;
      };
    }

    private static String says(RunPlan.Container planned, State.GaveUp gaveUp) {
      return "the component "
          + planned.component()
          + " ended with code "
          + gaveUp.code()
          + (gaveUp.restarts() > 0 ? ", after " + gaveUp.restarts() + " restarts" : "")
          + "; see the app's log, then start it again";
    }

    private static Optional<AppInstance.Container> main(RunPlan plan, AppInstance seen) {
      return plan.containers().stream()
          .filter(RunPlan.Container::main)
          .findFirst()
          .flatMap(planned -> seen.component(planned.component()));
    }

    private void state(Wanted wanted, AppState.State word, String detail, boolean error) {
      states.add(
          new AppState(
              wanted.instance(),
              wanted.app().fullId(),
              word,
              wanted.started(),
              detail,
              error,
              Optional.empty(),
              wanted.ports(),
              0));
    }

    private void wakeAt(Instant due) {
      if (wakeAt.isEmpty() || due.isBefore(wakeAt.get())) {
        wakeAt = Optional.of(due);
      }
    }
  }
}
