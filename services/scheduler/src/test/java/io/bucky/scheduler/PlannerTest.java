package io.bucky.scheduler;

import static io.bucky.scheduler.ZoneFixture.NOW;
import static io.bucky.scheduler.ZoneFixture.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.api.SchedulerApi.Explanation;
import io.bucky.config.Mutation;
import io.bucky.zone.GatewayInfo;
import io.bucky.zone.InstanceReport;
import io.bucky.zone.NodeConfig;
import io.bucky.zone.ServiceInfo;
import io.bucky.zone.ZoneKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {
  @TempDir Path directory;
  private ZoneFixture zone = new ZoneFixture();

  @BeforeEach
  void aBootedZone() throws IOException {
    zone = ZoneFixture.booted(directory);
  }

  @Test
  @DisplayName("S57: the same snapshot gives byte-identical actions")
  void theSameSnapshotGivesByteIdenticalActions() {
    zone.app("alice", "notes", 1, "").app("alice", "photos", 2, "").user("bob", "user");

    Plan first = zone.plan(NOW);
    Plan second = new Planner(ZoneFixture.PORTS).plan(zone.snapshot(), NOW.plusMillis(999));

    assertThat(first.mutations()).isNotEmpty();
    assertThat(second.mutations()).hasToString(first.mutations().toString());
  }

  @Test
  void aSettledZoneIsLeftAloneAsTimePasses() {
    zone.app("alice", "notes", 1, "");
    zone.settle(NOW);

    assertThat(zone.plan(NOW.plusSeconds(5)).mutations()).isEmpty();
    assertThat(zone.plan(NOW.plusSeconds(5_000)).mutations()).isEmpty();
  }

  @Test
  @DisplayName("S58: a new app is deployed, gets its port, and the gateway has its host label")
  void aNewAppIsDeployedWithPortAndHostLabel() {
    zone.app("alice", "notes", 1, "");

    zone.apply(zone.plan(NOW).transaction());

    assertThat(SpecState.read(zone.spec("alice", "notes").state())).hasValue(SpecState.DEPLOYED);
    var item = at(nodeConfig("ood1").apps(), "notes@alice@ood1");
    assertThat(item.targetState()).isEqualTo("started");
    assertThat(item.servicePortsConfig()).containsEntry("www", 10_016);
    GatewayInfo gateway = gatewayInfo("ood1");
    assertThat(gateway.appInfo()).containsKeys("notes", "notes-alice", "_", "sys");
    assertThat(at(gateway.appInfo(), "notes").port()).hasValue(10_016);
    assertThat(at(gateway.appInfo(), "notes").accessMode()).hasValue("private");
    assertThat(at(gateway.appInfo(), "notes").state()).hasValue("starting");
  }

  @Test
  void aNewSpecIsMarkedOnlyWhileNobodyElseChangedIt() {
    zone.app("alice", "notes", 1, "");

    Plan plan = zone.plan(NOW);

    assertThat(plan.guard().orElseThrow().key()).isEqualTo(ZoneKeys.appSpec("alice", "notes"));
    assertThat(plan.guard().orElseThrow().version()).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "S59: two instances wanted on one node give one, and an unplaceable app blocks nobody")
  void anUnplaceableAppExplainsItselfAndBlocksNobody() {
    zone.app("alice", "twice", 1, "");
    zone.edit("users/alice/apps/twice/spec", json -> json.put("expected_instance_count", 2));
    zone.app("alice", "huge", 2, "");
    zone.edit(
        "users/alice/apps/huge/spec",
        json -> {
          var doc = json.withObject("/app_doc/req_capbilities");
          doc.put("memory", 1_000_000);
        });
    zone.app("alice", "notes", 3, "");

    zone.settle(NOW);

    assertThat(nodeConfig("ood1").apps()).containsOnlyKeys("twice@alice@ood1", "notes@alice@ood1");
    assertThat(explanation("twice@alice").state()).isEqualTo("partial");
    assertThat(explanation("huge@alice").state()).isEqualTo("unplaceable");
    assertThat(explanation("huge@alice").reason()).contains("ood1").contains("1000000 MiB");
    assertThat(explanation("huge@alice").nextStep()).isPresent();
    assertThat(zone.spec("alice", "huge").state()).isEqualTo("new");
  }

  @Test
  void surplusInstancesAreRemovedAndTheLiveOneStays() {
    zone.node("ood2", "");
    zone.app("alice", "twice", 1, "");
    zone.edit("users/alice/apps/twice/spec", json -> json.put("expected_instance_count", 2));
    zone.settle(NOW);
    assertThat(nodeConfig("ood1").apps()).hasSize(1);
    assertThat(nodeConfig("ood2").apps()).hasSize(1);

    zone.report("twice@alice", "ood2", "started", NOW);
    zone.edit("users/alice/apps/twice/spec", json -> json.put("expected_instance_count", 1));
    zone.settle(NOW);

    assertThat(nodeConfig("ood1").apps()).isEmpty();
    assertThat(nodeConfig("ood2").apps()).hasSize(1);
  }

  @Test
  @DisplayName(
      "S60: an instance leaves the info 90 s after its last report and a fresh one brings it back")
  void anInstanceLeavesTheInfoNinetySecondsAfterItsLastReport() {
    zone.app("alice", "notes", 1, "").report("notes@alice", "ood1", "started", NOW);
    Plan plan = zone.settle(NOW);
    assertThat(info("notes@alice").nodeList()).containsOnlyKeys("ood1");
    assertThat(at(gatewayInfo("ood1").appInfo(), "notes").state()).isEmpty();
    Instant dead = NOW.plusSeconds(InstanceReport.VALID_SECONDS);
    assertThat(plan.wakeAt()).hasValue(dead);

    zone.settle(dead.minusSeconds(1));
    assertThat(info("notes@alice").nodeList()).containsOnlyKeys("ood1");
    zone.settle(dead);
    assertThat(info("notes@alice").nodeList()).isEmpty();

    zone.report("notes@alice", "ood1", "started", dead);
    zone.settle(dead);
    assertThat(info("notes@alice").nodeList()).containsOnlyKeys("ood1");
  }

  @Test
  void aReportFromFarInTheFutureCountsForNothing() {
    zone.app("alice", "notes", 1, "");
    zone.report("notes@alice", "ood1", "started", NOW.plusSeconds(7_200));

    zone.settle(NOW);

    assertThat(info("notes@alice").nodeList()).isEmpty();
  }

  @Test
  @DisplayName("S61: a stopped spec keeps its place with target stopped, running again is started")
  void aStoppedSpecKeepsItsPlaceAndPort() {
    zone.app("alice", "notes", 1, "");
    zone.settle(NOW);

    zone.edit("users/alice/apps/notes/spec", json -> json.put("state", "stopped"));
    zone.settle(NOW);
    var item = at(nodeConfig("ood1").apps(), "notes@alice@ood1");
    assertThat(item.targetState()).isEqualTo("stopped");
    assertThat(item.servicePortsConfig()).containsEntry("www", 10_016);
    assertThat(at(gatewayInfo("ood1").appInfo(), "notes").state()).hasValue("stopped");

    zone.edit("users/alice/apps/notes/spec", json -> json.put("state", "running"));
    zone.settle(NOW);
    assertThat(at(nodeConfig("ood1").apps(), "notes@alice@ood1").targetState())
        .isEqualTo("started");
  }

  @Test
  void aDeletedSpecIsStoppedAndItsLabelsGoAtOnce() {
    zone.app("alice", "notes", 1, "").report("notes@alice", "ood1", "started", NOW);
    zone.settle(NOW);

    zone.edit("users/alice/apps/notes/spec", json -> json.put("state", "deleted"));
    zone.settle(NOW);
    assertThat(at(nodeConfig("ood1").apps(), "notes@alice@ood1").targetState())
        .isEqualTo("stopped");
    assertThat(gatewayInfo("ood1").appInfo()).doesNotContainKeys("notes", "notes-alice");

    zone.tree.remove(ZoneKeys.appSpec("alice", "notes"));
    zone.report("notes@alice", "ood1", "notexist", NOW);
    zone.settle(NOW);
    assertThat(nodeConfig("ood1").apps()).isEmpty();
    assertThat(zone.tree.keySet()).noneMatch(key -> key.text().contains("notes@alice"));
  }

  @Test
  void appsWithTheSamePortAreToldSoAndTheFirstKeepsIt() {
    String exposed =
        "{\"service_config\":{\"www\":{\"protocol\":\"http\",\"inner_port\":80}},"
            + "\"expose_config\":{\"www\":{\"route\":{\"type\":\"port\",\"expose_port\":8080}}}}";
    zone.app("alice", "second", 5, "");
    zone.edit("users/alice/apps/second/spec", json -> json.set("spec_config", tree(exposed)));
    zone.settle(NOW);
    zone.app("alice", "first", 4, "");
    zone.edit("users/alice/apps/first/spec", json -> json.set("spec_config", tree(exposed)));

    zone.settle(NOW);

    assertThat(nodeConfig("ood1").apps()).containsOnlyKeys("second@alice@ood1");
    assertThat(explanation("first@alice").state()).isEqualTo("conflict");
    assertThat(explanation("first@alice").reason()).contains("8080").contains("second@alice");
  }

  @Test
  void aPortOfTheZoneItselfIsNeverGivenToAnApp() {
    zone.app("alice", "grabber", 1, "");
    zone.edit(
        "users/alice/apps/grabber/spec",
        json ->
            json.set(
                "spec_config",
                tree(
                    "{\"service_config\":{\"www\":{\"protocol\":\"http\",\"inner_port\":80}},"
                        + "\"grants\":[\"port:3200/tcp\"]}")));

    zone.settle(NOW);

    assertThat(explanation("grabber@alice").reason()).contains("3200").contains("system-config");
  }

  @Test
  void tiesGoToTheFirstNodeByNameAndNewAppsSpread() {
    zone.node("ood2", "").app("alice", "notes", 1, "").app("alice", "photos", 2, "");

    zone.settle(NOW);

    assertThat(nodeConfig("ood1").apps()).containsOnlyKeys("notes@alice@ood1");
    assertThat(nodeConfig("ood2").apps()).containsOnlyKeys("photos@alice@ood2");
  }

  @Test
  void aZoneWithoutAnEngineSaysWhatToInstall() {
    zone.node("ood1", ",\"state\":\"ready\"");
    zone.edit("devices/ood1/info", json -> json.put("support_container", false));
    zone.app("alice", "notes", 1, "");

    zone.settle(NOW);
    assertThat(explanation("notes@alice").reason()).contains("container engine");
    assertThat(at(gatewayInfo("ood1").appInfo(), "notes").state()).hasValue("failed");

    zone.edit("devices/ood1/info", json -> json.put("support_container", true));
    zone.settle(NOW);
    assertThat(nodeConfig("ood1").apps()).hasSize(1);
  }

  @Test
  void aNodeThatIsRemovedHandsItsAppsOver() {
    zone.app("alice", "notes", 1, "");
    zone.settle(NOW);
    zone.node("ood2", "").node("ood1", ",\"state\":\"removing\"");

    zone.settle(NOW);

    assertThat(nodeConfig("ood1").apps()).isEmpty();
    assertThat(nodeConfig("ood2").apps()).hasSize(1);
    assertThat(zone.text("devices/ood1/info")).contains("\"state\":\"deleted\"");
  }

  @Test
  void anUnreadableSpecIsLeftOutAndSaysWhy() {
    zone.set("users/alice/apps/broken/spec", "{not json");
    zone.app("bob", "stolen", 2, "")
        .edit("users/bob/apps/stolen/spec", j -> j.put("user_id", "alice"));
    zone.app("alice", "notes", 1, "");

    zone.settle(NOW);

    assertThat(nodeConfig("ood1").apps()).containsOnlyKeys("notes@alice@ood1");
    assertThat(explanation("broken@alice").reason()).contains("spec cannot be used");
    assertThat(explanation("stolen@bob").reason()).contains("another app or user");
  }

  @Test
  void anotherUsersAppHasOnlyTheLongLabel() {
    zone.user("bob", "user").app("bob", "notes", 1, "");

    zone.settle(NOW);

    assertThat(gatewayInfo("ood1").appInfo()).containsKey("notes-bob").doesNotContainKey("notes");
  }

  @Test
  void anAppCannotTakeALabelOfTheZone() {
    zone.app("alice", "notes", 1, "");
    zone.edit(
        "users/alice/apps/notes/spec",
        json ->
            json.set(
                "spec_config",
                tree(
                    "{\"service_config\":{\"www\":{\"protocol\":\"http\",\"inner_port\":80}},"
                        + "\"expose_config\":{\"www\":{\"allow_guest\":true,\"route\":{\"type\":\"web\","
                        + "\"sub_hostname\":[\"sys\",\"_\",\"my-notes\"]}}}}")));

    zone.settle(NOW);

    var apps = gatewayInfo("ood1").appInfo();
    assertThat(at(apps, "sys").serviceId()).hasValue("control-panel");
    assertThat(at(apps, "_").serviceId()).hasValue("control-panel");
    assertThat(at(apps, "my-notes").accessMode()).hasValue("public");
  }

  @Test
  void previousKeysOfVerifyHubAreTrustedUntilTheirTimeIsOver() {
    long until = NOW.getEpochSecond() + 900;
    zone.edit(
        "boot/config",
        json ->
            json.withObject("/verify_hub_info")
                .set(
                    "previous",
                    tree(
                        "[{\"public_key\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"},\"until\":%d}]"
                            .formatted(zone.deviceKey.publicKey().x(), until))));

    Plan plan = zone.settle(NOW);
    assertThat(gatewayInfo("ood1").trustKey())
        .containsKeys("verify-hub", "verify-hub#1", "root", "$default", "did:bns:alice", "ood1");
    assertThat(plan.wakeAt()).hasValue(Instant.ofEpochSecond(until));

    zone.settle(Instant.ofEpochSecond(until));
    assertThat(gatewayInfo("ood1").trustKey()).doesNotContainKey("verify-hub#1");
  }

  @Test
  void aDeviceWhoseDocumentTheOwnerDidNotSignIsNotTrusted() {
    zone.node("ood2", "");
    zone.set("devices/ood2/doc", zone.deviceJwt("ood2", "ood", zone.hubKey, zone.hubKey));

    zone.settle(NOW);

    assertThat(gatewayInfo("ood1").trustKey()).doesNotContainKey("ood2");
  }

  @Test
  @DisplayName("Security: only a machine that the owner made an OOD speaks for users")
  void onlyAnOodSpeaksForOthers() {
    zone.node("ood2", "").node("edge", "").node("phone", "");
    zone.set("devices/ood2/doc", zone.deviceJwt("ood2", "ood", zone.hubKey, zone.ownerKey));
    zone.set("devices/edge/doc", zone.deviceJwt("edge", "node", zone.hubKey, zone.ownerKey));
    zone.set("devices/phone/doc", zone.deviceJwt("phone", "mobile", zone.hubKey, zone.ownerKey));

    zone.settle(NOW);
    assertThat(gatewayInfo("ood1").trustKey())
        .containsKeys("ood1", "ood2", "edge#self")
        .doesNotContainKeys("edge", "phone", "phone#self");

    zone.edit("devices/ood2/info", json -> json.put("state", "removing"));
    zone.settle(NOW);
    assertThat(gatewayInfo("ood1").trustKey()).doesNotContainKey("ood2");
  }

  @Test
  @DisplayName("Security: a forged report moves no service to another port or machine")
  void aForgedReportMovesNoService() {
    zone.report("verify-hub", "ood1", "started", NOW).report("verify-hub", "evil", "started", NOW);
    zone.edit(
        "services/verify-hub/instances/ood1",
        json -> json.withObject("/service_ports").put("www", 10_016));

    zone.settle(NOW);

    var selector = at(gatewayInfo("ood1").serviceInfo(), "verify-hub").selector();
    assertThat(selector).containsOnlyKeys("ood1");
    assertThat(at(selector, "ood1").port()).isEqualTo(ZoneFixture.PORTS.verifyHub());
    assertThat(info("verify-hub").nodeList()).doesNotContainKey("evil");
  }

  @Test
  void nothingIsPlannedBeforeTheZoneHasBooted() {
    var empty = new ZoneFixture().node("ood1", "").app("alice", "notes", 1, "");

    assertThat(empty.plan(NOW).mutations()).isEmpty();
  }

  @Test
  void onlyDerivedKeysAndSpecStatesAreWritten() {
    zone.app("alice", "notes", 1, "").user("bob", "user");

    assertThat(zone.plan(NOW).mutations())
        .allSatisfy(mutation -> {
          String key = mutation.key().text();
          boolean derived =
              key.startsWith("nodes/")
                  || key.endsWith("/info")
                  || key.endsWith("/schedule")
                  || key.equals("system/rbac/policy");
          boolean state = mutation instanceof Mutation.SetByPath && key.endsWith("/spec");
          assertThat(derived || state).as(key).isTrue();
        });
  }

  private static tools.jackson.databind.JsonNode tree(String json) {
    return io.bucky.json.Json.parse(json).orThrow();
  }

  private NodeConfig nodeConfig(String node) {
    return zone.read(ZoneKeys.nodeConfig(node), NodeConfig.class);
  }

  private GatewayInfo gatewayInfo(String node) {
    return zone.read(ZoneKeys.gatewayInfo(node), GatewayInfo.class);
  }

  private ServiceInfo info(String service) {
    return zone.read(ZoneKeys.serviceInfo(service), ServiceInfo.class);
  }

  private Explanation explanation(String app) {
    return zone.read(ZoneKeys.schedule(app), Explanation.class);
  }
}
