package io.bucky.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeepAliveTest {
  @ParameterizedTest
  @CsvSource({
    "'timeout=5, max=100', 4",
    "'max=100, timeout=30', 29",
    "timeout=0, 1",
    "timeout=99999999999, 60",
    "timeout=, 10",
    "timeout=x, 10",
    "nothing, 10"
  })
  void anIdleConnectionIsKeptALittleShorterThanItsUpstreamKeepsIt(String field, long seconds) {
    assertThat(KeepAlive.idleNanos(field)).isEqualTo(Duration.ofSeconds(seconds).toNanos());
  }
}
