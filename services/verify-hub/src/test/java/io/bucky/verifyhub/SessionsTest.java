package io.bucky.verifyhub;

import static io.bucky.verifyhub.HubZone.error;
import static io.bucky.verifyhub.HubZone.jwt;
import static io.bucky.verifyhub.HubZone.refreshToken;
import static io.bucky.verifyhub.HubZone.result;
import static io.bucky.verifyhub.HubZone.sessionToken;
import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class SessionsTest {
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
  @DisplayName("S36: a refresh gives a new pair of the same session; a second use ends it all")
  void aRefreshTokenWorksOnce() {
    JsonNode first = zone.login("bob", "wiki");
    JsonNode second = refreshed(first);

    assertThat(jwt(second, "session_token").session())
        .isEqualTo(jwt(first, "session_token").session());
    assertThat(refresh(first)).contains("Invalid refresh token jti");
    assertThat(refresh(second)).contains("already invalidated").contains("used twice");
  }

  @Test
  void ofManyRefreshesAtOnceAtMostOneSucceeds() throws Exception {
    JsonNode first = zone.login("bob", "wiki");
    var calls = new ArrayList<Callable<JsonNode>>();
    for (int i = 0; i < 16; i++) {
      calls.add(() -> zone.callToken("refresh_token", "refresh_token", refreshToken(first)));
    }

    int succeeded = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer : threads.invokeAll(calls)) {
        succeeded += answer.get().has("result") ? 1 : 0;
      }
    }

    assertThat(succeeded).isLessThanOrEqualTo(1);
    assertThat(refresh(first)).contains("already invalidated");
  }

  @Test
  @DisplayName("S37: verify_token takes a session token of the right app only")
  void verifyTokenChecksKindAndApp() {
    JsonNode pair = zone.login("bob", "wiki");
    var params = Json.object().put("session_token", sessionToken(pair));

    assertThat(result(zone.call("verify_token", params, 1)).booleanValue()).isTrue();
    assertThat(result(zone.call("verify_token", params.put("appid", "wiki"), 1)).booleanValue())
        .isTrue();
    assertThat(error(zone.call("verify_token", params.put("appid", "notes"), 1)))
        .contains("appid mismatch");
    assertThat(error(zone.callToken("verify_token", "session_token", refreshToken(pair))))
        .contains("refresh token cannot be used as session token");
    assertThat(error(zone.callToken("verify_token", "session_token", "x")))
        .isEqualTo("Invalid token: not a jwt token");
    var other = Json.object().put("session_token", sessionToken(pair));
    assertThat(error(zone.call("verify_token", other.put("app_instance_id", "wiki@eve"), 1)))
        .contains("app_instance_id mismatch");
  }

  @Test
  @DisplayName("S38: after a logout the refresh token is over")
  void aLogoutEndsTheSession() {
    JsonNode pair = zone.login("bob", "wiki");

    assertThat(result(zone.callToken("logout", "refresh_token", refreshToken(pair))).booleanValue())
        .isTrue();

    assertThat(refresh(pair)).contains("already invalidated").contains("logged out");
  }

  @Test
  @DisplayName("14.2.3: verify_token refuses the token of a session that was ended, and says why")
  void anEndedSessionTakesItsTokenAlong() {
    JsonNode pair = zone.login("bob", "wiki");
    result(zone.callToken("logout", "refresh_token", refreshToken(pair)));

    assertThat(error(zone.callToken("verify_token", "session_token", sessionToken(pair))))
        .contains("session has ended: logged out, log in again");
  }

  @Test
  @DisplayName("S39: a user who is suspended loses the session at the next refresh")
  void aSuspensionEndsSessions() throws Exception {
    JsonNode pair = zone.login("bob", "wiki");
    zone.user("bob", "user", "suspended:away");

    assertThat(error(zone.callToken("verify_token", "session_token", sessionToken(pair))))
        .contains("not active");
    assertThat(refresh(pair)).contains("not active");
    zone.user("bob", "user", "active");
    assertThat(refresh(pair)).contains("already invalidated");
  }

  @Test
  void anAppThatIsGoneEndsItsSessions() throws Exception {
    JsonNode pair = zone.login("bob", "wiki");
    zone.remove("users/bob/apps/wiki/spec");

    assertThat(refresh(pair)).contains("AppAccessDenied");
  }

  @Test
  @DisplayName("S40: sessions survive a restart")
  void aRestartLogsNobodyOut() throws Exception {
    JsonNode pair = zone.login("bob", "wiki");

    zone.restart();

    JsonNode next = refreshed(pair);
    assertThat(refresh(pair)).contains("Invalid refresh token jti");
    assertThat(refresh(next)).contains("already invalidated");
  }

  @Test
  void aRefreshWhoseAnswerDiedWithTheServiceIsAnsweredAgain() throws Exception {
    JsonNode pair = zone.login("bob", "wiki");
    JsonNode unheard = refreshed(pair);
    zone.restart();

    JsonNode heard = refreshed(pair);

    assertThat(jwt(heard, "refresh_token").id()).isEqualTo(jwt(unheard, "refresh_token").id());
    assertThat(refreshToken(refreshed(pair)))
        .as("until the new one is used")
        .isEqualTo(refreshToken(heard));
    JsonNode next = refreshed(heard);
    assertThat(refresh(pair)).contains("Invalid refresh token jti");
    assertThat(refresh(next)).contains("already invalidated");
  }

  @Test
  void aMinuteAfterARestartTheOldTokenIsTheftAgain() throws Exception {
    JsonNode pair = zone.login("bob", "wiki");
    JsonNode next = refreshed(pair);
    zone.restart();
    zone.time.pass(Duration.ofSeconds(61));

    assertThat(refresh(pair)).contains("Invalid refresh token jti");
    assertThat(refresh(next)).contains("already invalidated").contains("used twice");
  }

  @Test
  void whoMissedARefreshCanLogOutAndGetsNothingWithoutTheRight() throws Exception {
    JsonNode left = zone.login("bob", "wiki");
    refreshed(left);
    JsonNode gone = zone.login("bob", "wiki");
    refreshed(gone);
    zone.restart();

    assertThat(result(zone.callToken("logout", "refresh_token", refreshToken(left))).booleanValue())
        .isTrue();
    assertThat(refresh(left)).contains("logged out");
    zone.remove("users/bob/apps/wiki/spec");
    assertThat(refresh(gone)).contains("AppAccessDenied");
  }

  @Test
  void sessionsAreSweptWhenNothingDependsOnThem() throws Exception {
    JsonNode ended = zone.login("bob", "wiki");
    result(zone.callToken("logout", "refresh_token", refreshToken(ended)));
    zone.login("alice", "notes");
    assertThat(records()).isEqualTo(2);

    Sessions.open(zone.store, zone.time).sweep();
    assertThat(records()).as("the proof of the ended one is still fresh").isEqualTo(2);

    zone.time.pass(Duration.ofMinutes(6));
    Sessions.open(zone.store, zone.time).sweep();
    assertThat(records()).as("the other one is open").isEqualTo(1);

    zone.time.pass(Duration.ofDays(8));
    Sessions.open(zone.store, zone.time).sweep();
    assertThat(records()).isZero();
  }

  @Test
  void aPrincipalKeepsABoundedNumberOfSessions() throws Exception {
    for (int i = 0; i < Sessions.PER_PRINCIPAL_MAX + 10; i++) {
      zone.login("bob", "wiki");
      zone.time.pass(Duration.ofMinutes(6));
    }

    assertThat(records()).isEqualTo(Sessions.PER_PRINCIPAL_MAX);
  }

  @Test
  void freshSessionsHaveABoundToo() throws Exception {
    zone.login("bob", "wiki");
    var opened = zone.store.snapshot(Session.PREFIX).entries().values().iterator().next().value();
    var record = (ObjectNode) Json.parse(opened).orThrow();
    for (int i = 1; i < Sessions.PER_PRINCIPAL_EVER_MAX; i++) {
      record.put("id", "more" + i).put("proof", "proof " + i);
      zone.put(Session.PREFIX + "/bob/more" + i, Json.write(record));
    }

    long now = zone.nowMillis() + 1;
    assertThat(error(zone.call("login_by_password", zone.loginParams("bob", "wiki", now), now)))
        .contains("too many sessions");
    assertThat(records()).isEqualTo(Sessions.PER_PRINCIPAL_EVER_MAX);
    zone.login("alice", "notes");

    zone.time.pass(Duration.ofMinutes(11));
    zone.login("bob", "wiki");
  }

  @Test
  void anExpiredTokenSaysSo() {
    JsonNode pair = zone.login("bob", "wiki");
    zone.time.pass(Duration.ofMinutes(17));

    assertThat(error(zone.callToken("verify_token", "session_token", sessionToken(pair))))
        .startsWith("Token expired:");
    JsonNode next = refreshed(pair);
    zone.time.pass(Duration.ofDays(8));
    assertThat(refresh(next)).startsWith("Token expired:");
  }

  @Test
  void noRecordHoldsAToken() throws Exception {
    JsonNode pair = zone.login("bob", "wiki");

    var all = zone.store.snapshot("").entries().values();

    assertThat(all)
        .noneMatch(entry -> entry.value().contains(refreshToken(pair)))
        .noneMatch(entry -> entry.value().contains(sessionToken(pair)));
  }

  private int records() throws InterruptedException {
    return zone.store.snapshot(Session.PREFIX).entries().size();
  }

  private JsonNode refreshed(JsonNode pair) {
    return result(zone.callToken("refresh_token", "refresh_token", refreshToken(pair)));
  }

  private String refresh(JsonNode pair) {
    return error(zone.callToken("refresh_token", "refresh_token", refreshToken(pair)));
  }
}
