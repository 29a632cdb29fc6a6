package io.bucky.e2e;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Ten rounds of what `e2e/kill-rounds` does with any number; that script also holds the zone to
/// five seconds, which a shared machine cannot promise.
class KillRoundsTest {
  @Test
  void nothingAcknowledgedIsLostAndTheZoneHeals() {
    try (var zone = TestZone.start()) {
      System.out.println(KillRounds.run(zone, 10, 20_261_121, Duration.ofSeconds(30)));
    }
  }
}
