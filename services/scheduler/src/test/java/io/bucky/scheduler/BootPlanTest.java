package io.bucky.scheduler;

import static io.bucky.scheduler.ZoneFixture.NOW;
import static io.bucky.scheduler.ZoneFixture.PORTS;
import static io.bucky.scheduler.ZoneFixture.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.identity.Sealer;
import io.bucky.json.Json;
import io.bucky.zone.AppSpec;
import io.bucky.zone.BootConfig;
import io.bucky.zone.GatewayInfo;
import io.bucky.zone.NodeConfig;
import io.bucky.zone.UserSettings;
import io.bucky.zone.ZoneKeys;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootPlanTest {
  @TempDir Path directory;

  @Test
  void aBootedZoneHasEverythingInOneTransaction() throws Exception {
    ZoneFixture zone = ZoneFixture.booted(directory);

    BootConfig boot = zone.read(ZoneKeys.BOOT_CONFIG, BootConfig.class);
    assertThat(boot.verifyHubInfo().orElseThrow().publicKey().path("x").asString(""))
        .isEqualTo(zone.hubKey.publicKey().x());
    assertThat(boot.hostname()).hasValue("home.localhost");
    assertThat(Json.parse(zone.text("boot/config")).orThrow().path("oods").path(0).asString(""))
        .isEqualTo("ood1");
    UserSettings alice = zone.read(ZoneKeys.userSettings("alice"), UserSettings.class);
    assertThat(alice.type()).isEqualTo("admin");
    assertThat(alice.showName()).hasValue("Alice");
    assertThat(zone.read(ZoneKeys.userSettings("root"), UserSettings.class).type())
        .isEqualTo("root");
    NodeConfig node = zone.read(ZoneKeys.nodeConfig("ood1"), NodeConfig.class);
    assertThat(node.state()).isEqualTo("running");
    assertThat(node.kernel())
        .containsOnlyKeys("control-panel", "scheduler", "task-manager", "verify-hub");
    GatewayInfo gateway = zone.read(ZoneKeys.gatewayInfo("ood1"), GatewayInfo.class);
    assertThat(gateway.nodeInfo().thisZoneHost()).isEqualTo("home.localhost");
    assertThat(at(at(gateway.serviceInfo(), "verify-hub").selector(), "ood1").port())
        .isEqualTo(PORTS.verifyHub());
    assertThat(gateway.serviceInfo()).containsKey("system_config");
    assertThat(gateway.trustKey()).containsEntry("root", zone.ownerKey.publicKey().x());
    assertThat(zone.text("system/rbac/policy"))
        .contains("g, alice, admin")
        .contains("g, ood1, ood");
    assertThat(zone.plan(NOW).mutations()).isEmpty();
  }

  @Test
  void theKeyOfVerifyHubAndThePasswordsAreSealedForTheirPlace() throws Exception {
    ZoneFixture zone = ZoneFixture.booted(directory);
    Sealer sealer = Sealer.open(directory.resolve("seal.key"), new SecureRandom());

    String key = ZoneKeys.VERIFY_HUB_KEY.text();
    String pem = sealer.unseal(key, zone.text(key)).orThrow().reveal();
    assertThat(pem).isEqualTo(zone.hubKey.toPem().reveal());
    UserSettings alice = zone.read(ZoneKeys.userSettings("alice"), UserSettings.class);
    assertThat(
            sealer
                .unseal("users/alice/settings", alice.password().orElseThrow())
                .orThrow()
                .reveal())
        .isEqualTo(zone.startConfig().path("admin_password_hash").asString(""));
    assertThat(zone.tree.values()).noneMatch(entry -> entry.value().contains("BEGIN PRIVATE KEY"));
  }

  @Test
  void theTransactionCreatesBootConfigSoThatASecondBootFails() throws Exception {
    var zone = new ZoneFixture();
    Sealer sealer = Sealer.openOrCreate(directory.resolve("seal.key"), new SecureRandom());
    Founding start = Founding.parse(Json.write(zone.startConfig())).orThrow();

    Transaction boot =
        new BootPlan(start, zone.hubKey, sealer, PORTS).transaction(zone.snapshot(), NOW).orThrow();

    assertThat(boot.mutations().getFirst())
        .isInstanceOfSatisfying(
            Mutation.Create.class,
            create -> assertThat(create.key()).isEqualTo(ZoneKeys.BOOT_CONFIG));
  }

  @Test
  void aStartConfigThatMakesNoZoneIsRefusedWithAReason() {
    var zone = new ZoneFixture();

    assertThat(Founding.parse("{").toOptional()).isEmpty();
    assertThat(Founding.parse(Json.write(zone.startConfig().put("user_name", "root"))))
        .hasToString("Malformed[why=user_name 'root' cannot be used]");
    assertThat(
            Founding.parse(Json.write(zone.startConfig().put("admin_password_hash", "c2hvcnQ=")))
                .toOptional())
        .isEmpty();
    assertThat(
            Founding.parse(Json.write(zone.startConfig().put("zone_document_jwt", "x.y.z")))
                .toOptional())
        .isEmpty();
  }

  @Test
  void upstreamsFirstGenerationSpecIsUnderstood() throws Exception {
    ZoneFixture zone = ZoneFixture.booted(directory);
    zone.set(
        "users/alice/apps/old-one/spec",
        "{\"app_doc\":{\"name\":\"old-one\",\"install_config_tips\":{\"service_ports\":{\"www\":80}}},"
            + "\"app_index\":3,\"user_id\":\"alice\",\"enable\":true,\"expected_instance_count\":1,"
            + "\"state\":\"Deployed\",\"install_config\":{}}");

    zone.settle(NOW);

    AppSpec spec = zone.spec("alice", "old-one");
    assertThat(at(spec.endpoints(), "www").innerPort()).isEqualTo(80);
    NodeConfig node = zone.read(ZoneKeys.nodeConfig("ood1"), NodeConfig.class);
    assertThat(at(node.apps(), "old-one@alice@ood1").servicePortsConfig())
        .containsEntry("www", 10_048);
  }
}
