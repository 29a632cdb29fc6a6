package io.bucky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.krpc.Problem;
import org.junit.jupiter.api.Test;

/// What services answer, as exit status and next step.
final class RefusalsTest {
  @Test
  void anAppThatIsMissingIsCalledAnApp() {
    Failure failure = Refusals.failure(new Problem.KeyMissing("app notes"));

    assertThat(failure.status()).isEqualTo(ExitStatus.NOT_FOUND);
    assertThat(failure).hasMessage("there is no app 'notes'");
    assertThat(failure.nextStep()).contains("bucky app list");
  }

  @Test
  void aKeyThatIsMissingIsCalledAKey() {
    Failure failure = Refusals.failure(new Problem.KeyMissing("services/notes"));

    assertThat(failure.status()).isEqualTo(ExitStatus.NOT_FOUND);
    assertThat(failure.nextStep()).contains("bucky config list");
  }

  @Test
  void aTaskThatIsMissingLeadsToTheList() {
    Failure failure = Refusals.failure(new Problem.Reason("Task 99 not found"));

    assertThat(failure.status()).isEqualTo(ExitStatus.NOT_FOUND);
    assertThat(failure.nextStep()).contains("bucky task list");
  }

  @Test
  void aMachineThatBelongsToAZoneIsAConflict() {
    Failure failure =
        Refusals.failure(new Problem.Reason("this machine already belongs to a zone"));

    assertThat(failure.status()).isEqualTo(ExitStatus.CONFLICT);
    assertThat(failure.nextStep()).contains("bucky status");
  }

  @Test
  void aTaskThatIsOverIsAConflictToWhoCancelsIt() {
    assertThat(Refusals.failure(new Problem.Reason("Task 1 is Completed and stays so")).status())
        .isEqualTo(ExitStatus.CONFLICT);
  }

  @Test
  void whatIsForbiddenIsDeniedAndWhatIsDownIsTriedAgain() {
    assertThat(Refusals.failure(new Problem.Denied("no")).status()).isEqualTo(ExitStatus.DENIED);
    assertThat(Refusals.failure(new Problem.InvalidPassword()).status())
        .isEqualTo(ExitStatus.DENIED);
    assertThat(Refusals.failure(new Problem.ServiceUnavailable("starting")).status())
        .isEqualTo(ExitStatus.TRY_AGAIN);
  }
}
