package io.bucky.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.krpc.Problem;
import org.junit.jupiter.api.Test;

/// Whether the same call may work in a moment.
class ConfigUnavailableTest {
  @Test
  void aServiceThatCannotForNowHasNotRefused() {
    var full = ConfigUnavailable.of(new Problem.ServiceUnavailable("the disk takes no more"));

    assertThat(full.refused()).isFalse();
    assertThat(full).hasMessage("the disk takes no more");
  }

  @Test
  void aDenialIsARefusal() {
    var denied = ConfigUnavailable.of(new Problem.Denied("not yours"));

    assertThat(denied.refused()).isTrue();
    assertThat(denied).hasMessage("No permission:not yours");
  }
}
