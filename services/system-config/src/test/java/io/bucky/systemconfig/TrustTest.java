package io.bucky.systemconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.identity.DeviceDocument;
import io.bucky.identity.Did;
import io.bucky.identity.Jwt;
import io.bucky.identity.OwnerDocument;
import io.bucky.identity.SigningKey;
import io.bucky.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Whose tokens system config believes.
class TrustTest {
  private static final String READ = "{'key':'boot/config'}";
  private final ZoneFixture zone = new ZoneFixture();

  TrustTest() throws IOException, InterruptedException {}

  @AfterEach
  void close() {
    zone.close();
  }

  private static String signed(SigningKey key, String issuer, String subject, String app) {
    ObjectNode claims = Json.object().put("iss", issuer).put("sub", subject).put("appid", app);
    claims.put("exp", Instant.now().plus(Duration.ofMinutes(5)).getEpochSecond());
    return Jwt.sign(key, Optional.of(issuer), claims);
  }

  private String read(String token) throws IOException, InterruptedException {
    JsonNode answer = zone.call("sys_config_get", READ, token);
    return answer.has("result") ? "ok" : answer.path("error").stringValue("");
  }

  @Test
  void beforeBootOnlyTheOwnerAndThisDeviceAreTrusted() throws IOException, InterruptedException {
    assertThat(read(zone.deviceToken())).isEqualTo("ok");
    assertThat(read(signed(zone.owner, "root", "root", "buckycli"))).isEqualTo("ok");
    assertThat(read(zone.token("alice", "buckycli"))).startsWith("Invalid token:");
    assertThat(read(signed(zone.hub, "root", "root", "buckycli"))).startsWith("Invalid token:");
  }

  @Test
  void theKeyOfVerifyHubChangesWithoutLoggingAnyoneOut() throws IOException, InterruptedException {
    zone.booted();
    String old = zone.token("bob", "notes");
    SigningKey next = ZoneFixture.seeded(4);
    ObjectNode previous = Json.object();
    previous.set("public_key", zone.hub.publicKey().jwk());
    previous.put("until", Instant.now().plus(Duration.ofMinutes(10)).getEpochSecond());

    zone.put("boot/config", zone.bootConfig(next, List.of(previous)));

    assertThat(read(old)).isEqualTo("ok");
    assertThat(read(zone.token(next, "bob", "notes", Duration.ofMinutes(5)))).isEqualTo("ok");
    previous.put("until", Instant.now().minusSeconds(1).getEpochSecond());
    zone.put("boot/config", zone.bootConfig(next, List.of(previous)));
    assertThat(read(old)).startsWith("Invalid token:");
  }

  @Test
  void aDeviceIsTrustedByTheOwnersSignatureAndItsType() throws IOException, InterruptedException {
    zone.booted();
    SigningKey key = ZoneFixture.seeded(5);
    zone.put("devices/ood2/doc", device("ood2", "ood", key).sign(zone.owner));
    zone.put("devices/phone/doc", device("phone", "mobile", key).sign(zone.owner));
    zone.put("devices/forged/doc", device("forged", "ood", key).sign(key));
    zone.put("devices/other/doc", device("ood2", "ood", key).sign(zone.owner));
    zone.put("system/rbac/policy", ZoneFixture.TAIL + "g, ood2, ood\n");

    assertThat(read(signed(key, "ood2", "ood2", "node-daemon"))).isEqualTo("ok");
    for (String untrusted : List.of("phone", "forged", "other")) {
      assertThat(read(signed(key, untrusted, untrusted, "node-daemon")))
          .as(untrusted)
          .startsWith("Invalid token:");
    }
  }

  private DeviceDocument device(String name, String type, SigningKey key) {
    return DeviceDocument.build(
        new Did("web", name + "." + ZoneFixture.HOST),
        name,
        type,
        key.publicKey(),
        ZoneFixture.OWNER,
        ZoneFixture.ZONE,
        Optional.empty(),
        zone.now);
  }

  @Test
  void aUsersKeyIsTrustedOnlyWhileTheUserIsAdmin() throws IOException, InterruptedException {
    zone.booted();
    SigningKey key = ZoneFixture.seeded(6);
    for (String user : List.of("alice", "bob")) {
      zone.put(
          "users/" + user + "/doc",
          OwnerDocument.build(new Did("bns", user), user, user, key.publicKey(), zone.now)
              .json()
              .toString());
    }

    assertThat(read(signed(key, "alice", "alice", "notes"))).isEqualTo("ok");
    assertThat(read(signed(key, "alice", "bob", "notes"))).startsWith("Invalid token:");
    assertThat(read(signed(key, "bob", "bob", "notes"))).startsWith("Invalid token:");

    zone.put("system/rbac/policy", ZoneFixture.TAIL.replace("g, alice, admin\n", ""));
    zone.put("users/alice/settings", ZoneFixture.settings("alice", "user"));
    assertThat(read(signed(key, "alice", "alice", "notes"))).startsWith("Invalid token:");
  }

  @Test
  void nobodyCanTakeANameOfTheZoneItself() throws IOException, InterruptedException {
    zone.booted();
    SigningKey key = ZoneFixture.seeded(7);
    for (String name : List.of("root", "verify-hub", "ood1")) {
      zone.put("users/" + name + "/settings", ZoneFixture.settings(name, "admin"));
      zone.put(
          "users/" + name + "/doc",
          OwnerDocument.build(new Did("bns", "x"), name, name, key.publicKey(), zone.now)
              .json()
              .toString());

      assertThat(read(signed(key, name, name, "notes"))).as(name).startsWith("Invalid token:");
    }
  }
}
