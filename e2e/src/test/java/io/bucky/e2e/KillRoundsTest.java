package io.bucky.e2e;

import org.junit.jupiter.api.Test;

/// Ten rounds of what `e2e/kill-rounds` does with any number.
class KillRoundsTest {
  @Test
  void nothingAcknowledgedIsLostAndTheZoneHealsWithinFiveSeconds() {
    try (var zone = TestZone.start()) {
      System.out.println(KillRounds.run(zone, 10, 20_261_121));
    }
  }
}
