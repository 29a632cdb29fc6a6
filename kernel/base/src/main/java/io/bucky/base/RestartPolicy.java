package io.bucky.base;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Decides what becomes of something that should run and ended: a program or a container. The one
/// restart policy for all. Pure: the caller starts, stops and waits.
///
/// It is started again at once after its first end, then after 1, 2, 4, ... seconds, at most a
/// minute; after `restartsMax` in a row it is given up. Having run for `stableAfter` clears the
/// count. A person's `StartRequested` revives what was given up; what nobody looks at is also
/// revived after `reviveAfter`, since its cause (a full disk, a port that was held) may be gone.
///
/// @param restartsMax in a row
/// @param onSuccess whether an exit with code 0 also means "again"
/// @param onFailure whether any other exit means "again"
/// @param stableAfter a run of this length counts as a good start
/// @param reviveAfter empty: given up until a person asks
public record RestartPolicy(
    int restartsMax,
    boolean onSuccess,
    boolean onFailure,
    Duration stableAfter,
    Optional<Duration> reviveAfter) {
  public static final Duration STABLE_AFTER = Duration.ofMinutes(10);

  /// A program of ours is ready within a second or two; what ends after that ended for a new
  /// reason.
  private static final Duration PROGRAM_STABLE_AFTER = Duration.ofSeconds(5);

  private static final Duration REVIVE_AFTER = Duration.ofMinutes(10);

  private static final Duration WAIT_MAX = Duration.ofMinutes(1);

  /// Enough to outlast a port that is still held or a database that is still starting.
  private static final int RESTARTS_MAX = 10;

  public RestartPolicy(int restartsMax, boolean onSuccess, boolean onFailure) {
    this(restartsMax, onSuccess, onFailure, STABLE_AFTER, Optional.empty());
  }

  /// For the zone's own programs.
  public static RestartPolicy program() {
    return new RestartPolicy(
        RESTARTS_MAX, true, true, PROGRAM_STABLE_AFTER, Optional.of(REVIVE_AFTER));
  }

  /// For what must always run.
  public static RestartPolicy always() {
    return new RestartPolicy(RESTARTS_MAX, true, true, STABLE_AFTER, Optional.of(REVIVE_AFTER));
  }

  /// For what may end by itself, with success.
  public static RestartPolicy onFailure(int restartsMax) {
    return new RestartPolicy(restartsMax, false, true);
  }

  /// For what runs once.
  public static RestartPolicy never() {
    return new RestartPolicy(0, false, false);
  }

  public sealed interface State {
    /// Not wanted, or not yet.
    record Stopped() implements State {}

    /// To be started at `due`, as the `restarts`th attempt after a failure.
    record Waiting(int restarts, Instant due) implements State {}

    /// @param restarts in a row before this start
    record Running(int restarts, Instant since) implements State {}

    /// Ended by itself as it may.
    record Finished(int code, Instant at) implements State {}

    /// Ended too often, or once when it may not; see [#revivesAt].
    record GaveUp(int restarts, int code, Instant at) implements State {}
  }

  public sealed interface Event {
    record StartRequested(Instant at) implements Event {}

    record StopRequested() implements Event {}

    record Started(Instant at) implements Event {}

    /// It ended, or could not be started.
    record Exited(int code, Instant at) implements Event {}
  }

  private record Step(State from, Event on) {}

  /// What `from` becomes.
  public State next(State from, Event on) {
    return switch (new Step(from, on)) {
      case Step(_, Event.StopRequested()) -> new State.Stopped();
      case Step(State.Running same, Event.StartRequested _) -> same;
      case Step(State.Waiting(var restarts, _), Event.StartRequested(var at)) ->
          new State.Waiting(restarts, at);
      case Step(_, Event.StartRequested(var at)) -> new State.Waiting(0, at);
      case Step(State.Running same, Event.Started _) -> same; // a late duplicate
      case Step(State.Waiting(var restarts, _), Event.Started(var at)) ->
          new State.Running(restarts, at);
      case Step(_, Event.Started(var at)) -> new State.Running(0, at); // found running
      case Step(State.Stopped same, Event.Exited _) -> same;
      case Step(State.GaveUp same, Event.Exited _) -> same;
      case Step(State.Finished same, Event.Exited _) -> same;
      case Step(State.Running(var restarts, var since), Event.Exited(var code, var at)) ->
          ended(at.isBefore(since.plus(stableAfter)) ? restarts : 0, code, at);
      case Step(State.Waiting(var restarts, _), Event.Exited(var code, var at)) ->
          ended(restarts, code, at);
    };
  }

  /// When `StartRequested` is due for what was given up without a person having asked.
  public Optional<Instant> revivesAt(State.GaveUp gaveUp) {
    return reviveAfter.map(gaveUp.at()::plus);
  }

  private State ended(int restarts, int code, Instant at) {
    boolean again = code == 0 ? onSuccess : onFailure;
    if (!again) {
      return code == 0 ? new State.Finished(code, at) : new State.GaveUp(restarts, code, at);
    }
    return restarts >= restartsMax
        ? new State.GaveUp(restarts, code, at)
        : new State.Waiting(restarts + 1, at.plus(waitBefore(restarts + 1)));
  }

  /// The wait before the `restart`th start in a row: nothing, 1 s, 2 s, 4 s, ... a minute.
  private static Duration waitBefore(int restart) {
    if (restart <= 1) {
      return Duration.ZERO;
    }
    Duration wait = Duration.ofSeconds(1L << Math.min(restart - 2, 16));
    return wait.compareTo(WAIT_MAX) < 0 ? wait : WAIT_MAX;
  }
}
