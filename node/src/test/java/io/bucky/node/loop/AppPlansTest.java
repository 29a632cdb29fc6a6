package io.bucky.node.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.json.Json;
import io.bucky.node.TestIdentity;
import io.bucky.zone.NodeConfig;
import io.bucky.zone.ZoneLayout;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One app's specification is that app's trouble alone.
final class AppPlansTest {
  private static final String GOOD =
      """
      {"target_state":"started","node_id":"ood1","app_spec":{"user_id":"alice","generation":1,
       "app_doc":{"name":"notes","compose":{"name":"notes","components":[{"name":"web","image":"a"}]}}}}
      """;

  private static SortedMap<String, Wanted> plans(String hostile) {
    String config =
        """
        {"node_id":"ood1","state":"running","apps":{"bad@bob@ood1":%s,"notes@alice@ood1":%s}}
        """
            .formatted(hostile, GOOD);
    NodeConfig read = Json.read(config, NodeConfig.class).orThrow();
    var view = new ConfigFeed.View(Optional.of(read), Optional.empty(), true, true, "", 0);
    var plans =
        new AppPlans(
            new ZoneLayout(Path.of("/srv/zone")), TestIdentity.create(Time.system()), "zone-test");
    return plans.of(view);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "{\"target_state\":\"started\"}",
        "{\"target_state\":\"started\",\"app_spec\":{}}",
        "{\"target_state\":\"started\",\"app_spec\":{\"user_id\":null,\"app_doc\":null}}",
        "{\"target_state\":\"started\",\"app_spec\":{\"user_id\":\"bob\",\"app_doc\":{\"name\":\"bad\","
            + "\"compose\":{\"name\":\"bad\",\"components\":[{\"name\":\"web\",\"image\":\"a\","
            + "\"mounts\":[{\"kind\":\"host\",\"source\":\"\",\"target\":\"/x\"}]}]}}}}",
        "{\"target_state\":\"started\",\"app_spec\":{\"user_id\":\"bob\",\"app_doc\":{\"name\":\"bad\","
            + "\"compose\":{\"name\":\"bad\",\"components\":[null]}}}}",
        "{\"target_state\":\"started\",\"app_spec\":{\"user_id\":\"bob\",\"app_doc\":{\"name\":\"bad\","
            + "\"compose\":{\"name\":\"bad\",\"components\":[{\"name\":\"web\",\"image\":\"a\"}]}},"
            + "\"spec_config\":{\"grants\":[\"x\"],\"data_mount_point\":{\"/x\":null}}}}",
        "{\"target_state\":\"started\",\"app_spec\":{\"user_id\":\"bob\",\"app_doc\":{\"name\":\"bad\","
            + "\"compose\":{\"name\":\"bad\",\"components\":[{\"name\":\"web\",\"image\":\"a\"}]}},"
            + "\"spec_config\":{\"grants\":[\"x\"],\"service_config\":{\"www\":null}}}}",
      })
  void aHostileSpecificationStopsNoOtherApp(String hostile) {
    SortedMap<String, Wanted> plans = plans(hostile);

    assertThat(plans)
        .hasSize(2)
        .hasEntrySatisfying(
            "notes@alice@ood1", good -> assertThat(good.plan()).isInstanceOf(Parsed.Ok.class));
    assertThat(plans)
        .hasEntrySatisfying(
            "bad@bob@ood1",
            bad -> {
              assertThat(bad.plan()).isInstanceOf(Parsed.Malformed.class);
              assertThat(bad.purged()).isFalse();
            });
  }

  @Test
  void anAppThatCannotBeReadIsNamedAsItsInstanceIs() {
    assertThat(plans("null"))
        .hasEntrySatisfying(
            "bad@bob@ood1",
            bad -> {
              assertThat(bad.app().fullId()).isEqualTo("bad@bob");
              assertThat(bad.started()).isFalse();
            });
  }
}
