package io.bucky.verifyhub;

import static io.bucky.verifyhub.HubZone.error;
import static io.bucky.verifyhub.HubZone.refreshToken;
import static io.bucky.verifyhub.HubZone.result;
import static io.bucky.verifyhub.HubZone.sessionToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bucky.identity.Sealer;
import io.bucky.identity.SigningKey;
import io.bucky.identity.TokenVerifier;
import io.bucky.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class HubKeysTest {
  private HubZone zone;
  private Path folder;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    folder = directory;
    zone = new HubZone(directory);
  }

  @AfterEach
  void close() throws IOException {
    zone.close();
  }

  @Test
  @DisplayName("14.2.4: a missing key stops the service, and says what to do")
  void aMissingKeyStopsTheService() throws Exception {
    zone.remove("security/verify-hub/key");

    assertThatThrownBy(zone::open)
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("security/verify-hub/key")
        .hasMessageContaining("restore");
  }

  @Test
  @DisplayName("14.2.4: without the announced public key the service does not start")
  void aMissingAnnouncementStopsTheService() throws Exception {
    zone.put("boot/config", "{\"zone_document\":\"{}\"}");

    assertThatThrownBy(zone::open)
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("boot/config");
  }

  @Test
  void aKeySealedElsewhereStopsTheService() throws Exception {
    Sealer other = Sealer.openOrCreate(folder.resolve("other.key"), zone.random);
    zone.put("security/verify-hub/key", other.seal("security/verify-hub/key", zone.hubKey.toPem()));

    assertThatThrownBy(zone::open)
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("cannot be unsealed");
  }

  @Test
  void aKeyThatIsNotTheAnnouncedOneStopsTheService() throws Exception {
    zone.put(
        "security/verify-hub/key",
        zone.sealer.seal("security/verify-hub/key", SigningKey.generate(zone.random).toPem()));

    assertThatThrownBy(zone::open)
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("not the one");
  }

  @Test
  @DisplayName("14.2.9: a key that lies open in the store is sealed at the next start")
  void anOpenKeyIsSealed() throws Exception {
    zone.put("security/verify-hub/key", zone.hubKey.toPem().reveal());

    zone.restart();

    assertThat(zone.get("security/verify-hub/key")).startsWith("sealed:v1:");
    zone.restart();
    zone.login("bob", "wiki");
  }

  @Test
  void aRotationLogsNobodyOut() throws Exception {
    JsonNode before = zone.login("bob", "wiki");

    JsonNode rotated = result(rotate(adminSudo()));

    assertThat(Json.parse(zone.get("boot/config")).orThrow().path("kept").asString())
        .isEqualTo("as it was");
    assertThat(zone.services().verify(sessionToken(before))).isInstanceOf(valid());
    zone.time.pass(Duration.ofSeconds(6));
    JsonNode after = zone.login("bob", "wiki");
    assertThat(zone.services().verify(sessionToken(after))).isInstanceOf(valid());
    assertThat(HubZone.jwt(after, "session_token").verifySignature(zone.hubKey.publicKey()))
        .isFalse();
    JsonNode renewed =
        result(zone.callToken("refresh_token", "refresh_token", refreshToken(before)));
    zone.restart();
    result(zone.callToken("refresh_token", "refresh_token", refreshToken(renewed)));
    assertThat(rotated.path("previous_until").asLong())
        .isGreaterThan(zone.time.now().getEpochSecond() + 604_000);
  }

  @Test
  void aNewKeySignsOnlyAfterItWasAnnounced() throws Exception {
    result(rotate(adminSudo()));

    assertThat(
            HubZone.jwt(zone.login("bob", "wiki"), "session_token")
                .verifySignature(zone.hubKey.publicKey()))
        .isTrue();
  }

  @Test
  void theOldKeyIsForgottenWhenItsTokensAreOver() throws Exception {
    JsonNode before = zone.login("bob", "wiki");
    result(rotate(adminSudo()));
    zone.time.pass(Duration.ofDays(8));

    assertThat(error(zone.callToken("refresh_token", "refresh_token", refreshToken(before))))
        .contains("not signed by verify-hub");
    result(rotate(adminSudo()));
    JsonNode previous =
        Json.parse(zone.get("boot/config")).orThrow().path("verify_hub_info").path("previous");
    assertThat(previous.size()).as("the first key is gone").isEqualTo(1);
  }

  @Test
  @DisplayName("14.2.7: an admin without sudo, a user, and the panel do not replace the key")
  void onlyAnAdminWithSudoRotates() throws Exception {
    String admin = sessionToken(zone.login("alice", "buckycli"));
    String bob = sessionToken(zone.login("bob", "buckycli"));
    String panel = zone.device.loginToken("ood1", "control-panel", Duration.ofMinutes(1));

    for (String token : new String[] {admin, bob, panel}) {
      assertThat(error(rotate(token))).contains("No permission:");
    }
    assertThat(error(zone.call("rotate_key", Json.object(), 1))).contains("No session token");
    result(rotate(zone.device.loginToken("ood1", "buckycli", Duration.ofMinutes(1))));
  }

  private JsonNode rotate(String token) throws InterruptedException {
    zone.services();
    return zone.call("rotate_key", Json.object(), 1, Optional.of(token), "127.0.0.1");
  }

  private String adminSudo() {
    zone.time.pass(Duration.ofMillis(1));
    long now = zone.nowMillis();
    return sessionToken(
        result(zone.call("sudo_by_password", zone.loginParams("alice", "buckycli", now), now)));
  }

  private static Class<TokenVerifier.Verdict.Valid> valid() {
    return TokenVerifier.Verdict.Valid.class;
  }
}
