package io.bucky.verifyhub;

import static io.bucky.verifyhub.HubZone.error;
import static io.bucky.verifyhub.HubZone.jwt;
import static io.bucky.verifyhub.HubZone.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.identity.DeviceDocument;
import io.bucky.identity.Did;
import io.bucky.identity.Jwt;
import io.bucky.identity.OwnerDocument;
import io.bucky.identity.SigningKey;
import io.bucky.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class JwtLoginTest {
  private HubZone zone;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    zone = new HubZone(folder);
  }

  @AfterEach
  void close() throws IOException {
    zone.close();
  }

  @Test
  @DisplayName("S34: a device-signed JWT opens a session, once")
  void aDeviceLogsIn() {
    String token = zone.device.loginToken("ood1", "task-manager", Duration.ofMinutes(20));

    JsonNode pair = result(login(token));

    assertThat(jwt(pair, "session_token").subject()).hasValue("ood1");
    assertThat(jwt(pair, "session_token").text("principal_kind")).hasValue("device");
    assertThat(error(login(token))).contains("already used");
    assertThat(error(zone.callToken("refresh_token", "refresh_token", HubZone.refreshToken(pair))))
        .contains("already invalidated");
  }

  @Test
  void aServiceOfADeviceLogsInForItsUser() {
    JsonNode pair = result(login(zone.device.loginToken("bob", "wiki", Duration.ofMinutes(20))));

    var token = jwt(pair, "session_token");
    assertThat(token.subject()).hasValue("bob");
    assertThat(token.text("principal_kind")).hasValue("service");
    assertThat(token.text("app_instance_id")).hasValue("wiki@bob");
    assertThat(error(login(zone.device.loginToken("carl", "x", Duration.ofMinutes(20)))))
        .contains("AppAccessDenied");
  }

  @Test
  void aServiceThatBeginsAgainGoesOnAndItsOthersToo() throws Exception {
    String token = zone.device.loginToken("bob", "wiki", Duration.ofMinutes(20));
    JsonNode first = result(login(token));
    zone.restart();
    JsonNode second = result(login(token));

    for (JsonNode pair : List.of(first, second)) {
      result(zone.callToken("verify_token", "session_token", HubZone.sessionToken(pair)));
      result(zone.callToken("refresh_token", "refresh_token", HubZone.refreshToken(pair)));
    }
    zone.time.pass(Duration.ofMinutes(22));
    assertThat(error(login(token))).startsWith("Token expired:");
  }

  @Test
  void aServiceThatBeginsAgainAndAgainCrowdsOutNobody() throws Exception {
    JsonNode person = zone.login("bob", "wiki");
    String token = zone.device.loginToken("bob", "wiki", Duration.ofMinutes(20));
    JsonNode first = result(login(token));
    JsonNode last = first;
    for (int i = 0; i < 3 * Sessions.PER_PROOF_MAX; i++) {
      zone.time.pass(Duration.ofSeconds(2));
      last = result(login(token));
    }

    assertThat(zone.store.snapshot(Session.PREFIX + "/bob").entries())
        .hasSize(1 + Sessions.PER_PROOF_MAX);
    result(zone.callToken("refresh_token", "refresh_token", HubZone.refreshToken(last)));
    result(zone.callToken("refresh_token", "refresh_token", HubZone.refreshToken(person)));
    assertThat(error(zone.callToken("refresh_token", "refresh_token", HubZone.refreshToken(first))))
        .contains("already invalidated");
  }

  @Test
  void manyContainersOfAServiceBeginAtOnce() throws Exception {
    String token = zone.device.loginToken("bob", "wiki", Duration.ofMinutes(20));
    var calls = new ArrayList<Callable<JsonNode>>();
    for (int i = 0; i < Sessions.PER_PROOF_MAX; i++) {
      calls.add(() -> login(token));
    }

    var sessions = new TreeSet<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer : threads.invokeAll(calls)) {
        sessions.add(jwt(result(answer.get()), "session_token").session().orElseThrow());
      }
    }

    assertThat(sessions).hasSize(Sessions.PER_PROOF_MAX);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HS256", "ES256", ""})
  @DisplayName("S35: another algorithm is refused")
  void anotherAlgorithmIsRefused(String algorithm) {
    String header = encoded("{\"alg\":\"" + algorithm + "\"}");
    String claims = encoded(Json.write(claims("ood1", "ood1")));

    assertThat(error(login(header + "." + claims + "."))).startsWith("Invalid token:");
    assertThat(error(login(header + "." + claims + ".AAAA"))).startsWith("Invalid token:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jti", "sub", "appid", "exp"})
  @DisplayName("S35: a JWT without jti, or another needed claim, is refused by name")
  void aMissingClaimIsNamed(String claim) {
    ObjectNode claims = claims("ood1", "ood1");
    claims.remove(claim);

    assertThat(error(login(Jwt.sign(zone.deviceKey, Optional.empty(), claims))))
        .contains("Missing " + claim);
  }

  @Test
  void unsignedClaimsAreNoToken() {
    assertThat(error(login(Json.write(claims("ood1", "ood1"))))).startsWith("Invalid token:");
  }

  @Test
  void aTokenSignedByAnotherKeyIsRefused() {
    SigningKey stranger = SigningKey.generate(zone.random);

    for (String issuer : new String[] {"ood1", "alice", "root"}) {
      assertThat(error(login(Jwt.sign(stranger, Optional.empty(), claims(issuer, issuer)))))
          .contains("JWT verify error");
    }
    assertThat(error(login(Jwt.sign(stranger, Optional.empty(), claims("eve", "eve")))))
        .contains("User or device config not found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "ROOT", "alice", "did:bns:alice"})
  @DisplayName("3.2: the owner's key logs in as the owner's user; no token is given for root")
  void theRootLoginIsMappedToTheOwner(String subject) {
    ObjectNode claims = claims("root", subject).put("appid", "buckycli");

    JsonNode pair = result(login(Jwt.sign(zone.ownerKey, Optional.of("root"), claims)));

    assertThat(jwt(pair, "session_token").subject()).hasValue("alice");
    assertThat(jwt(pair, "session_token").issuer()).hasValue("verify-hub");
    assertThat(jwt(pair, "session_token").appId()).hasValue("buckycli");
  }

  @Test
  void theOwnersKeyDoesNotNameOthers() {
    ObjectNode claims = claims("root", "bob").put("appid", "buckycli");

    assertThat(error(login(Jwt.sign(zone.ownerKey, Optional.empty(), claims))))
        .contains("not found");
  }

  @Test
  void aUsersKeySpeaksForThatUserOnly() throws Exception {
    SigningKey key = SigningKey.generate(zone.random);
    var document =
        OwnerDocument.build(new Did("bns", "bob"), "bob", "Bob", key.publicKey(), zone.time.now());
    zone.put("users/bob/doc", Json.write(document.json()));

    JsonNode pair =
        result(login(Jwt.sign(key, Optional.empty(), claims("bob", "bob").put("appid", "wiki"))));
    assertThat(jwt(pair, "session_token").text("principal_kind")).hasValue("user");
    assertThat(
            error(
                login(
                    Jwt.sign(key, Optional.empty(), claims("bob", "alice").put("appid", "wiki")))))
        .contains("speaks for that user only");
  }

  @Test
  void aNodeSpeaksOnlyForAppsThatItRuns() throws Exception {
    SigningKey key = SigningKey.generate(zone.random);
    var document =
        DeviceDocument.build(
            key.publicKey().did(),
            "edge",
            DeviceDocument.NODE,
            key.publicKey(),
            HubZone.OWNER,
            HubZone.ZONE,
            Optional.empty(),
            zone.time.now());
    zone.put("devices/edge/doc", document.sign(zone.ownerKey));
    ObjectNode claims = claims("edge", "bob").put("appid", "wiki");

    assertThat(error(login(Jwt.sign(key, Optional.empty(), claims)))).contains("AppAccessDenied");

    zone.put("nodes/edge/config", "{\"apps\":{\"wiki@bob@edge\":{}}}");
    result(login(Jwt.sign(key, Optional.empty(), claims)));
  }

  @Test
  void aDeviceWhoseDocumentTheOwnerDidNotSignIsUnknown() throws Exception {
    SigningKey key = SigningKey.generate(zone.random);
    var document =
        DeviceDocument.build(
            key.publicKey().did(),
            "evil",
            DeviceDocument.OOD,
            key.publicKey(),
            HubZone.OWNER,
            HubZone.ZONE,
            Optional.empty(),
            zone.time.now());
    zone.put("devices/evil/doc", document.sign(key));

    assertThat(error(login(Jwt.sign(key, Optional.empty(), claims("evil", "evil")))))
        .contains("not found");
  }

  @Test
  void timesAreChecked() {
    long now = zone.time.now().getEpochSecond();

    assertThat(error(signed(claims("ood1", "ood1").put("exp", now - 100))))
        .startsWith("Token expired:");
    assertThat(error(signed(claims("ood1", "ood1").put("exp", now + 10 * 86_400))))
        .contains("24 hours");
    assertThat(error(signed(claims("ood1", "ood1").put("nbf", now + 1_000))))
        .contains("not valid yet");
    assertThat(error(signed(claims("ood1", "ood1").put("aud", "sn")))).contains("another audience");
  }

  @Test
  void aNumberAsIdIsAccepted() {
    ObjectNode claims = claims("ood1", "ood1");
    claims.remove("jti");
    result(signed(claims.put("jti", 1_795_000_000L)));

    assertThat(error(signed(claims("ood1", "ood1").put("jti", "1795000000"))))
        .contains("already used");
  }

  @Test
  void aSessionTokenDoesNotLogIn() {
    String token = HubZone.sessionToken(zone.login("bob", "wiki"));

    assertThat(login(token).has("error")).isTrue();
  }

  private JsonNode signed(ObjectNode claims) {
    return login(Jwt.sign(zone.deviceKey, Optional.empty(), claims));
  }

  private ObjectNode claims(String issuer, String subject) {
    return Json.object()
        .put("iss", issuer)
        .put("sub", subject)
        .put("appid", "wiki")
        .put("jti", "one")
        .put("exp", zone.time.now().getEpochSecond() + 900);
  }

  private JsonNode login(String token) {
    return zone.call("login_by_jwt", Json.object().put("type", "jwt").put("jwt", token), 1);
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
