package io.bucky.scheduler;

import static io.bucky.scheduler.ZoneFixture.NOW;
import static io.bucky.scheduler.ZoneFixture.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.api.SchedulerApi.Explanation;
import io.bucky.config.Mutation;
import io.bucky.json.Json;
import io.bucky.zone.AppSpec;
import io.bucky.zone.GatewayInfo;
import io.bucky.zone.NodeConfig;
import io.bucky.zone.ServiceInfo;
import io.bucky.zone.ZoneKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What users write is bounded in what is made of it, so that nobody fills a value that all need.
class ShareOfRoomTest {
  @TempDir Path directory;
  private ZoneFixture zone = new ZoneFixture();

  @BeforeEach
  void aBootedZone() throws IOException {
    zone = ZoneFixture.booted(directory).user("bob", "user");
  }

  private void describe(String user, String app, int index, int chars) {
    zone.app(user, app, index, "");
    zone.edit(
        "users/%s/apps/%s/spec".formatted(user, app),
        json -> json.withObject("/app_doc").put("description", "é".repeat(chars)));
  }

  @Test
  void theAppsOfOneUserDisplaceNobodyElses() {
    for (int i = 0; i < 8; i++) {
      describe("bob", "big" + i, i, 100_000);
    }
    describe("alice", "notes", 100, 1_000);

    zone.settle(NOW);

    assertThat(zone.text("nodes/ood1/config").getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThanOrEqualTo(Mutation.VALUE_BYTES_MAX);
    assertThat(zone.read(ZoneKeys.nodeConfig("ood1"), NodeConfig.class).apps())
        .containsKeys("notes@alice@ood1", "big0@bob@ood1", "big3@bob@ood1")
        .doesNotContainKey("big7@bob@ood1");
    var said = zone.read(ZoneKeys.schedule("big7@bob"), Explanation.class);
    assertThat(said.state()).isEqualTo("unplaceable");
    assertThat(said.reason()).contains("apps of bob").contains("ood1");
  }

  @Test
  void aSpecThatIsTooLongIsLeftOutAndSaysWhy() {
    describe("bob", "big", 1, AppSpec.CHARS_MAX);

    zone.settle(NOW);

    assertThat(zone.read(ZoneKeys.nodeConfig("ood1"), NodeConfig.class).apps()).isEmpty();
    assertThat(zone.read(ZoneKeys.schedule("big@bob"), Explanation.class).reason())
        .contains("longer than " + AppSpec.CHARS_MAX);
  }

  @Test
  void anAppGetsAFewLabelsAndAShortName() {
    zone.app("bob", "many", 1, "");
    zone.edit(
        "users/bob/apps/many/spec",
        json -> {
          json.withObject("/app_doc").put("show_name", "n".repeat(50_000));
          var route = Json.object().put("type", "web");
          var labels = route.putArray("sub_hostname");
          for (int i = 0; i < 5_000; i++) {
            labels.add("bob-" + i);
          }
          json.withObject("/spec_config/expose_config/www").set("route", route);
        });

    zone.settle(NOW);

    var labels = zone.read(ZoneKeys.gatewayInfo("ood1"), GatewayInfo.class).appInfo();
    assertThat(labels).containsKey("bob-0").hasSizeLessThan(30);
    assertThat(at(labels, "many-bob").showName())
        .hasValueSatisfying(name -> assertThat(name).hasSize(100));
  }

  @Test
  void aReportAddsNoPortsToAService() {
    zone.report("verify-hub", "ood1", "started", NOW);
    zone.edit(
        "services/verify-hub/instances/ood1",
        json -> json.withObject("/service_ports").put("www", 10_016).put("more", 1));

    zone.settle(NOW);

    var info = zone.read(ZoneKeys.serviceInfo("verify-hub"), ServiceInfo.class);
    assertThat(at(info.nodeList(), "ood1").servicePort())
        .containsExactly(Map.entry("www", ZoneFixture.PORTS.verifyHub()));
  }
}
