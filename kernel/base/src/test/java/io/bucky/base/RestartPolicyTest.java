package io.bucky.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.RestartPolicy.Event;
import io.bucky.base.RestartPolicy.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void theFirstEndIsAnsweredAtOnceTheNextOnesEverLater() {
    var policy = RestartPolicy.always();
    State state = policy.next(new State.Stopped(), new Event.StartRequested(T));
    Instant now = T;
    var waits = new ArrayList<Long>();
    while (!(state instanceof State.GaveUp)) {
      state = policy.next(state, new Event.Started(now));
      state = policy.next(state, new Event.Exited(1, now));
      if (state instanceof State.Waiting(var restarts, var due)) {
        waits.add(Duration.between(now, due).toSeconds());
        assertThat(restarts).isEqualTo(waits.size());
        now = due;
      }
    }

    assertThat(waits).containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    assertThat(state).isEqualTo(new State.GaveUp(10, 1, now));
  }

  @Test
  void whatRanLongEnoughStartsItsCountAnew() {
    var policy = RestartPolicy.always();
    var long_ = T.plus(RestartPolicy.STABLE_AFTER);

    assertThat(policy.next(new State.Running(9, T), new Event.Exited(1, long_)))
        .isEqualTo(new State.Waiting(1, long_));
    assertThat(policy.next(new State.Running(10, T), new Event.Exited(1, long_.minusNanos(1))))
        .isInstanceOf(State.GaveUp.class);
  }

  @Test
  void whatMustAlwaysRunIsRevivedAfterAWhileAndWhatMayFailIsNot() {
    var gaveUp = new State.GaveUp(10, 1, T);

    assertThat(RestartPolicy.program().revivesAt(gaveUp)).contains(T.plus(Duration.ofMinutes(10)));
    assertThat(RestartPolicy.always().revivesAt(gaveUp)).contains(T.plus(Duration.ofMinutes(10)));
    assertThat(RestartPolicy.onFailure(3).revivesAt(gaveUp)).isEmpty();
    assertThat(RestartPolicy.program().next(gaveUp, new Event.StartRequested(T)))
        .isEqualTo(new State.Waiting(0, T));
  }

  @Test
  void aFailedStartCountsAsAnEnd() {
    var policy = RestartPolicy.always();

    assertThat(policy.next(new State.Waiting(3, T), new Event.Exited(125, T)))
        .isEqualTo(new State.Waiting(4, T.plusSeconds(4)));
  }

  @Test
  void whatMayEndByItselfFinishes() {
    assertThat(RestartPolicy.onFailure(3).next(new State.Running(0, T), new Event.Exited(0, T)))
        .isEqualTo(new State.Finished(0, T));
    assertThat(RestartPolicy.onFailure(3).next(new State.Running(0, T), new Event.Exited(2, T)))
        .isEqualTo(new State.Waiting(1, T));
    assertThat(RestartPolicy.never().next(new State.Running(0, T), new Event.Exited(0, T)))
        .isEqualTo(new State.Finished(0, T));
    assertThat(RestartPolicy.never().next(new State.Running(0, T), new Event.Exited(2, T)))
        .isEqualTo(new State.GaveUp(0, 2, T));
    assertThat(RestartPolicy.always().next(new State.Running(0, T), new Event.Exited(0, T)))
        .isEqualTo(new State.Waiting(1, T));
  }

  @Test
  void aPersonStopsAnythingAndRevivesWhatWasGivenUp() {
    var policy = RestartPolicy.always();
    for (State state :
        new State[] {
          new State.Stopped(),
          new State.Waiting(2, T),
          new State.Running(1, T),
          new State.Finished(0, T),
          new State.GaveUp(10, 1, T)
        }) {
      assertThat(policy.next(state, new Event.StopRequested())).isEqualTo(new State.Stopped());
    }
    assertThat(policy.next(new State.GaveUp(10, 1, T), new Event.StartRequested(T)))
        .isEqualTo(new State.Waiting(0, T));
    assertThat(policy.next(new State.Running(1, T), new Event.StartRequested(T)))
        .isEqualTo(new State.Running(1, T));
  }

  @Test
  void lateNewsOfWhatIsOverChangesNothing() {
    var policy = RestartPolicy.always();

    assertThat(policy.next(new State.Stopped(), new Event.Exited(1, T)))
        .isEqualTo(new State.Stopped());
    assertThat(policy.next(new State.GaveUp(10, 1, T), new Event.Exited(1, T)))
        .isEqualTo(new State.GaveUp(10, 1, T));
    assertThat(policy.next(new State.Running(2, T), new Event.Started(T.plusSeconds(1))))
        .isEqualTo(new State.Running(2, T));
  }
}
