package io.bucky.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.containers.AppMeter.Sample;
import io.bucky.containers.AppMeter.Use;
import io.bucky.json.Json;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AppMeterTest {
  private static final String STATS =
      """
      {"memory_stats":{"usage":5000,"limit":9000,"stats":{"inactive_file":2000}},
       "cpu_stats":{"cpu_usage":{"total_usage":700000000}}}
      """;

  @Test
  void memoryLeavesOutWhatTheKernelCanTakeBack() {
    Sample sample = Sample.of(Json.parse(STATS).orThrow(), 7);

    assertThat(sample).isEqualTo(new Sample(3_000, 9_000, 700_000_000, 7));
  }

  @Test
  void cpuIsWhatWasUsedBetweenTwoMomentsAndAHundredIsOneCore() {
    var before = new Sample(1, 0, 1_000_000_000L, 5_000_000_000L);
    var after = new Sample(2, 0, 2_500_000_000L, 6_000_000_000L);

    assertThat(after.since(before)).isEqualTo(new Use(2, Optional.empty(), 150));
  }

  @Test
  void aCounterThatStartedAnewIsNoUse() {
    var before = new Sample(1, 0, 1_000_000_000L, 0);
    var after = new Sample(1, 0, 10, 1_000_000_000L);

    assertThat(after.since(before).cpuPercent()).isZero();
  }
}
