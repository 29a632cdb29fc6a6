package io.bucky.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.config.Change;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplicaTest {
  private static boolean wakesThePlanner(String key) {
    var replica = new Replica(new ConfigSnapshot(1, new TreeMap<>(Map.of())));
    return replica.take(new Change(2, ConfigKey.of(key), Optional.of("{}"), 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "boot/config",
        "devices/ood1/doc",
        "devices/ood1/info",
        "nodes/ood1/config",
        "nodes/ood1/gateway_info",
        "services/gateway/settings",
        "services/task-manager/spec",
        "services/notes@alice/info",
        "services/notes@alice/schedule",
        "services/notes@alice/instances/ood1",
        "system/rbac/policy",
        "users/alice/settings",
        "users/alice/apps/notes/spec",
      })
  void whatAPlanReadsWakesThePlanner(String key) {
    assertThat(wakesThePlanner(key)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "boot/other",
        "devices/ood1/state/disk",
        "nodes/ood1/notes",
        "services/notes@alice/settings",
        "services/notes@alice/data/spec/1",
        "services/bench/00001",
        "services/notes@alice/instances/ood1/extra",
        "system/verify-hub/sessions",
        "users/alice/apps/notes/settings",
        "users/alice/apps/notes/data/spec/1",
        "users/alice/doc",
        "spec",
      })
  void whatAppsKeepForThemselvesDoesNot(String key) {
    assertThat(wakesThePlanner(key)).isFalse();
  }
}
