package io.bucky.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Time;
import io.bucky.node.boot.Phases.Name;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PhasesTest {
  private final AtomicInteger changes = new AtomicInteger();
  private final Phases phases = new Phases(Time.system(), changes::incrementAndGet);

  @Test
  void everyPhaseWaitsInOrderAtFirst() {
    assertThat(phases.list())
        .extracting("name")
        .containsExactly("identity", "programs", "system-config", "zone", "gateway", "node-config");
    assertThat(phases.list()).extracting("state").containsOnly("waiting");
    assertThat(phases.allDone()).isFalse();
  }

  @Test
  void aFailedPhaseSaysWhyAndWhatToDo() {
    phases.failed(Name.IDENTITY, "the key is missing", "restore it");

    var identity = phases.list().getFirst();
    assertThat(identity.state()).isEqualTo("failed");
    assertThat(identity.detail()).isEqualTo("the key is missing");
    assertThat(identity.nextStep()).isEqualTo("restore it");
  }

  @Test
  void theSameNewsTwiceIsNoChange() {
    phases.running(Name.ZONE, "first boot");
    phases.running(Name.ZONE, "first boot");

    assertThat(changes).hasValue(1);
  }

  @Test
  void theTimeOfAStateIsThatOfItsBeginning() {
    phases.running(Name.ZONE, "one");
    long at = phases.list().get(3).at();

    phases.running(Name.ZONE, "two");

    assertThat(phases.list().get(3).at()).isEqualTo(at);
    assertThat(phases.list().get(3).detail()).isEqualTo("two");
  }

  @Test
  void allDoneIsDone() {
    for (Name name : Name.values()) {
      phases.done(name, "");
    }

    assertThat(phases.allDone()).isTrue();
  }
}
