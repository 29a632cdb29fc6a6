package io.bucky.verifyhub;

import static io.bucky.verifyhub.HubZone.error;
import static io.bucky.verifyhub.HubZone.jwt;
import static io.bucky.verifyhub.HubZone.refreshToken;
import static io.bucky.verifyhub.HubZone.result;
import static io.bucky.verifyhub.HubZone.sessionToken;
import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.access.AccessPolicy;
import io.bucky.identity.TokenVerifier;
import io.bucky.json.Json;
import io.bucky.zone.KernelServices;
import io.bucky.zone.Ports;
import io.bucky.zone.ReservedNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class PasswordLoginTest {
  private HubZone zone;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    zone = new HubZone(folder);
  }

  @AfterEach
  void close() throws IOException {
    zone.close();
  }

  /// Whatever the policy knows by a name must be on the one list of names, or a user could bear it.
  @Test
  void everyNameOfTheBuiltInPolicyAndEveryServiceIsReserved() {
    AccessPolicy policy = AccessPolicy.parse(AccessPolicy.standardText()).orThrow();
    var names = new TreeSet<String>(policy.roles().keySet());
    policy.roles().values().forEach(names::addAll);
    policy.rules().forEach(rule -> names.add(rule.subject()));
    names.addAll(KernelServices.ports(new Ports(Ports.STANDARD_BASE)).keySet());

    assertThat(names).hasSizeGreaterThan(20).allMatch(ReservedNames::isSubject);
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void nobodyLogsInByAReservedName(String name) throws Exception {
    zone.user(name, "user", "active");
    long nonce = zone.nowMillis();

    assertThat(error(zone.call("login_by_password", zone.loginParams(name, "wiki", nonce), nonce)))
        .contains("user info not found");
  }

  static Stream<String> subjects() {
    return Stream.concat(
        Stream.of("su_bob"), ReservedNames.all().stream().filter(ReservedNames::isSubject));
  }

  @Test
  @DisplayName("S27: the right proof with the nonce as sequence number gives a pair and the user")
  void aRightProofOpensASession() {
    long now = zone.nowMillis();

    JsonNode login =
        result(zone.call("login_by_password", zone.loginParams("bob", "wiki", now), now));

    assertThat(login.path("user_info").path("user_id").asString()).isEqualTo("bob");
    assertThat(login.path("user_info").path("user_type").asString()).isEqualTo("user");
    assertThat(login.path("user_info").path("state").asString()).isEqualTo("active");
    assertThat(jwt(login, "session_token").text("app_instance_id")).hasValue("wiki@bob");
    assertThat(jwt(login, "session_token").text("app_owner_user_id")).hasValue("bob");
  }

  @Test
  @DisplayName("S28: a nonce works once, and its second use ends the session that it opened")
  void aReplayedProofEndsItsSession() {
    long now = zone.nowMillis();
    var params = zone.loginParams("bob", "wiki", now);
    JsonNode first = result(zone.call("login_by_password", params, now));

    String error = error(zone.call("login_by_password", params, now));

    assertThat(error).contains("nonce already used");
    assertThat(error(zone.callToken("refresh_token", "refresh_token", refreshToken(first))))
        .contains("already invalidated")
        .contains("presented again");
  }

  @Test
  @DisplayName("S28: a proof is used up for every app and for sudo, also across a restart")
  void aProofIsUsedUpEverywhere() throws Exception {
    long now = zone.nowMillis();
    result(zone.call("login_by_password", zone.loginParams("alice", "notes", now), now));

    assertThat(
            error(
                zone.call(
                    "login_by_password", zone.loginParams("alice", "control-panel", now), now)))
        .contains("nonce already used");
    zone.restart();
    assertThat(
            error(
                zone.call(
                    "sudo_by_password", zone.loginParams("alice", "control-panel", now), now)))
        .contains("nonce already used");
  }

  @Test
  void aWrongProofWithAUsedNonceEndsNothing() {
    long now = zone.nowMillis();
    JsonNode first =
        result(zone.call("login_by_password", zone.loginParams("bob", "wiki", now), now));

    var guess = zone.loginParams("bob", "wiki", now).put("password", HubZone.sha256("guess"));
    assertThat(error(zone.call("login_by_password", guess, now))).contains("Invalid password");

    result(zone.callToken("refresh_token", "refresh_token", refreshToken(first)));
  }

  @ParameterizedTest
  @ValueSource(longs = {-86_400_000, -301_000, 301_000, 28_800_000})
  @DisplayName("S29: a nonce minutes away from now is refused")
  void aStaleNonceIsRefused(long awayMillis) {
    long nonce = zone.nowMillis() + awayMillis;

    assertThat(error(zone.call("login_by_password", zone.loginParams("bob", "wiki", nonce), nonce)))
        .contains("Invalid nonce");
  }

  @ParameterizedTest
  @ValueSource(longs = {-299_000, 0, 299_000})
  void aNonceWithinTheWindowIsAccepted(long awayMillis) {
    long nonce = zone.nowMillis() + awayMillis;

    result(zone.call("login_by_password", zone.loginParams("bob", "wiki", nonce), nonce));
  }

  @Test
  void theNonceMayBeAParameterOrAMicrosecondSequence() {
    long now = zone.nowMillis();
    var params = zone.loginParams("bob", "wiki", now).put("login_nonce", now);
    result(zone.call("login_by_password", params, 5));

    result(
        zone.call(
            "login_by_password", zone.loginParams("bob", "wiki", now + 1), (now + 1) * 1_000));
  }

  @Test
  @DisplayName("S30: a wrong password and an unknown user are refused")
  void aWrongPasswordIsRefused() {
    long now = zone.nowMillis();
    var wrong = zone.loginParams("bob", "wiki", now).put("password", HubZone.sha256("no"));

    assertThat(error(zone.call("login_by_password", wrong, now))).contains("Invalid password");
    assertThat(error(zone.call("login_by_password", zone.loginParams("nobody", "wiki", now), now)))
        .contains("user info not found")
        .contains("User Not Found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../bob", "bob/..", "", "root", "ood1", "kernel", "su_bob", "%2e"})
  void aNameThatNoUserMayHaveIsUnknown(String name) {
    long now = zone.nowMillis();

    assertThat(error(zone.call("login_by_password", zone.loginParams(name, "wiki", now), now)))
        .contains("User Not Found");
  }

  @Test
  @DisplayName("S31: without the type the login is refused")
  void theTypeIsRequired() {
    long now = zone.nowMillis();
    var params = zone.loginParams("bob", "wiki", now);
    params.remove("type");

    assertThat(error(zone.call("login_by_password", params, now))).contains("type");
  }

  @Test
  @DisplayName("S32: the session token names verify-hub, the user, the app, and lives 900 s")
  void theSessionTokenHasTheKnownForm() {
    var token = jwt(zone.login("bob", "wiki"), "session_token");

    assertThat(token.header().path("alg").asString()).isEqualTo("EdDSA");
    assertThat(token.keyId()).hasValue("verify-hub");
    assertThat(token.issuer()).hasValue("verify-hub");
    assertThat(token.subject()).hasValue("bob");
    assertThat(token.appId()).hasValue("wiki");
    assertThat(token.expiresAt().orElseThrow())
        .isBetween(zone.time.now().plusSeconds(895), zone.time.now().plusSeconds(905));
    assertThat(token.claim("jti").isString()).isTrue();
    assertThat(token.claim("session").isString()).isTrue();
    assertThat(token.verifySignature(zone.hubKey.publicKey())).isTrue();
  }

  @Test
  @DisplayName("S33: the refresh token is for verify-hub and lives 604,800 s")
  void theRefreshTokenHasTheKnownForm() {
    var token = jwt(zone.login("bob", "wiki"), "refresh_token");

    assertThat(token.audience()).hasValue("verify-hub");
    assertThat(token.expiresAt().orElseThrow())
        .isBetween(zone.time.now().plusSeconds(604_795), zone.time.now().plusSeconds(604_805));
  }

  @Test
  @DisplayName("S39: a suspended user is not active")
  void aSuspendedUserCannotLogIn() {
    long now = zone.nowMillis();

    assertThat(error(zone.call("login_by_password", zone.loginParams("carl", "x", now), now)))
        .contains("not active");
  }

  @ParameterizedTest
  @ValueSource(strings = {"scheduler", "node-daemon", "kernel", "task-manager"})
  @DisplayName("14.2.7: nobody logs in as a kernel service")
  void aPersonDoesNotGetAServicesToken(String app) {
    long now = zone.nowMillis();

    assertThat(error(zone.call("login_by_password", zone.loginParams("alice", app, now), now)))
        .isEqualTo("No permission:AppAccessDenied");
  }

  @Test
  void anAppOfAnotherUserIsOpenUnlessItsRulesSayNo() throws Exception {
    assertThat(jwt(zone.login("alice", "wiki"), "session_token").text("app_instance_id"))
        .hasValue("wiki@bob");

    zone.put(
        "services/control_panel/app_availability/policies/wiki@bob",
        "{\"default_effect\":\"deny\",\"user_rules\":[{\"user_id\":\"alice\",\"effect\":\"deny\"}]}");

    zone.time.pass(Duration.ofSeconds(1));
    long now = zone.nowMillis();
    assertThat(error(zone.call("login_by_password", zone.loginParams("alice", "wiki", now), now)))
        .contains("AppAccessDenied");
    var asSystem = zone.loginParams("alice", "wiki", now + 1).put("app_instance_id", "wiki@system");
    assertThat(error(zone.call("login_by_password", asSystem, now + 1)))
        .contains("AppAccessDenied");
  }

  @Test
  @DisplayName("14.2.2: after a few wrong passwords a user has to wait, and is told how long")
  void guessingASinglePasswordSlowsDown() {
    for (int i = 0; i <= LoginGate.FREE_PER_USER; i++) {
      assertThat(guess("bob", "10.0.0." + i)).contains("Invalid password");
    }

    assertThat(guess("bob", "10.0.0.99")).contains("try again in 2 s");
    zone.time.pass(Duration.ofSeconds(2));
    assertThat(guess("bob", "10.0.0.99")).contains("Invalid password");
    assertThat(guess("bob", "10.0.0.99")).contains("try again in 4 s");
    assertThat(guess("alice", "10.0.0.99")).contains("Invalid password");
  }

  @Test
  @DisplayName("14.2.2: after many wrong passwords an address has to wait, whoever it names")
  void guessingManyUsersSlowsDown() {
    for (int i = 0; i <= LoginGate.FREE_PER_ADDRESS; i++) {
      assertThat(guess("user" + i, "10.0.0.1")).contains("User Not Found");
    }

    assertThat(guess("another", "10.0.0.1")).contains("try again in");
    assertThat(guess("another", "10.0.0.2")).contains("User Not Found");
  }

  @Test
  void aUsersOwnAddressDoesNotWaitForAStrangersGuesses() {
    zone.login("bob", "wiki");
    for (int i = 0; i <= LoginGate.FREE_PER_USER + 1; i++) {
      guess("bob", "10.0.0.1");
    }

    assertThat(guess("bob", "10.0.0.1")).contains("try again in");
    zone.login("bob", "wiki");
  }

  @Test
  void onlyAServiceOfThisMachineSaysForWhomItAsks() throws Exception {
    zone.services();
    String panel = zone.device.loginToken("ood1", "control-panel", Duration.ofMinutes(5));
    for (int i = 0; i <= LoginGate.FREE_PER_ADDRESS; i++) {
      guessFor("user" + i, "10.0.0.1", Optional.of(panel));
    }

    assertThat(guessFor("another", "10.0.0.1", Optional.of(panel))).contains("try again in");
    assertThat(guessFor("another", "10.0.0.2", Optional.of(panel))).contains("User Not Found");
    for (int i = 0; i <= LoginGate.FREE_PER_ADDRESS; i++) {
      guessFor("someone" + i, "10.1.0." + i, Optional.empty());
    }
    assertThat(guessFor("someone", "10.2.0.1", Optional.empty())).contains("try again in");
  }

  private String guessFor(String user, String client, Optional<String> token) {
    zone.time.pass(Duration.ofMillis(1));
    long now = zone.nowMillis();
    var params = zone.loginParams(user, "wiki", now).put("password", HubZone.sha256("guess"));
    params.put("client_address", client);
    return error(zone.call("login_by_password", params, now, token, "local"));
  }

  @Test
  void sudoGivesAShortTokenWithoutRefresh() throws Exception {
    long now = zone.nowMillis();
    var params = zone.loginParams("alice", "control-panel", now).put("aud", "delete-user");

    JsonNode sudo = result(zone.call("sudo_by_password", params, now));

    var token = jwt(sudo, "session_token");
    assertThat(sudo.has("refresh_token")).isFalse();
    assertThat(token.claim("sudo").booleanValue()).isTrue();
    assertThat(token.audience()).hasValue("delete-user");
    assertThat(token.expiresAt())
        .hasValue(
            zone.time.now().plusSeconds(180).truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
    assertThat(zone.services().verify(sessionToken(sudo)))
        .isInstanceOfSatisfying(
            TokenVerifier.Verdict.Valid.class, valid -> assertThat(valid.token().sudo()).isTrue());
    assertThat(error(zone.call("sudo_by_password", zone.loginParams("alice", "notes", now), now)))
        .contains("AppAccessDenied");
  }

  @Test
  void theFirstGenerationsLoginAnswersFlat() {
    long now = zone.nowMillis();

    JsonNode flat = result(zone.call("login", zone.loginParams("bob", "wiki", now), now));

    assertThat(flat.path("user_id").asString()).isEqualTo("bob");
    assertThat(jwt(flat, "session_token").subject()).hasValue("bob");
    assertThat(error(zone.call("login", Json.object().put("type", "jwt"), now)))
        .contains("Missing jwt");
  }

  private String guess(String user, String address) {
    zone.time.pass(Duration.ofMillis(1));
    long now = zone.nowMillis();
    var params = zone.loginParams(user, "wiki", now).put("password", HubZone.sha256("guess"));
    return error(zone.call("login_by_password", params, now, Optional.empty(), address));
  }
}
