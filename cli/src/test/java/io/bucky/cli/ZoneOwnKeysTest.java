package io.bucky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.bucky.config.ConfigKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ZoneOwnKeysTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "config set boot/config x",
        "config set nodes/ood1/config {}",
        "config set services/notes@alice/info {}",
        "config set services/notes@alice/instances/ood1 {}",
        "config rm system/rbac/policy",
        "config rm devices/ood1/doc",
      })
  void whatTheZoneWritesItselfIsNotChangedByASlip(String line) {
    CommandRun run = CommandRun.of(line.split(" "));

    assertThat(run.status()).isEqualTo(ExitStatus.DENIED);
    assertThat(run.err()).contains("is written by the zone itself", "bucky config snapshot");
  }

  @Test
  void whoeverSaysSoMayChangeIt() {
    assertThatCode(() -> ZoneOwnKeys.guard(ConfigKey.of("boot/config"), true))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "services/notes/settings",
        "services/notes/spec",
        "services/info",
        "users/alice/settings",
        "bootstrap/x",
      })
  void whatIsTheUsersIsNotGuarded(String key) {
    assertThatCode(() -> ZoneOwnKeys.guard(ConfigKey.of(key), false)).doesNotThrowAnyException();
  }
}
