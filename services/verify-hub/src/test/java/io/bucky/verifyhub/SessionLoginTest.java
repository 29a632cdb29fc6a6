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
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SessionLoginTest {
  private HubZone zone;
  private JsonNode panel;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    zone = new HubZone(folder);
    zone.services();
    panel = zone.login("bob", "control-panel");
  }

  @AfterEach
  void close() throws IOException {
    zone.close();
  }

  @Test
  void thePanelOpensAnAppForWhoeverIsLoggedInThere() {
    JsonNode wiki = result(open(panel, "wiki"));

    assertThat(jwt(wiki, "session_token").subject()).hasValue("bob");
    assertThat(jwt(wiki, "session_token").appId()).hasValue("wiki");
    assertThat(jwt(wiki, "session_token").text("app_instance_id")).hasValue("wiki@bob");
    assertThat(jwt(wiki, "session_token").session())
        .isNotEqualTo(jwt(panel, "session_token").session());
    assertThat(wiki.path("user_info").path("user_id").asString("")).isEqualTo("bob");
    assertThat(refreshed(wiki).has("session_token")).isTrue();
  }

  @Test
  void onlyThePanelItselfMayAsk() {
    String own = sessionToken(panel);
    var minute = Duration.ofMinutes(1);

    for (String asker :
        new String[] {
          own,
          sessionToken(zone.login("alice", "control-panel")),
          zone.device.loginToken("ood1", "task-manager", minute),
          zone.device.loginToken("bob", "wiki", minute)
        }) {
      assertThat(error(open(Optional.of(asker), own, "wiki", Optional.empty())))
          .contains("only the control panel");
    }
    assertThat(error(open(Optional.empty(), own, "wiki", Optional.empty())))
        .contains("No session token");
  }

  @Test
  void aSessionAtAnAppOpensNoOtherApp() {
    JsonNode wiki = result(open(panel, "wiki"));

    for (JsonNode app : new JsonNode[] {wiki, zone.login("bob", "notes")}) {
      assertThat(error(open(app, "notes"))).contains("not a session at the control panel");
      assertThat(error(open(app, "control-panel"))).contains("not a session at the control panel");
    }
    assertThat(error(open(Optional.of(panelService()), refreshToken(panel), "wiki", none())))
        .contains("refresh token cannot be used as session token");
  }

  @Test
  void aSudoTokenIsNoLoginToShare() {
    zone.time.pass(Duration.ofMillis(1));
    var params = zone.loginParams("bob", "control-panel", zone.nowMillis());
    JsonNode sudo = result(zone.call("sudo_by_password", params, zone.nowMillis()));

    assertThat(error(open(sudo, "wiki"))).contains("not a session at the control panel");
  }

  @Test
  void theUserMustBeAllowedToUseTheApp() throws Exception {
    zone.put(
        "services/control_panel/app_availability/policies/notes@alice",
        "{\"default_effect\":\"deny\",\"user_rules\":[{\"user_id\":\"bob\",\"effect\":\"deny\"}]}");
    assertThat(error(open(panel, "notes"))).contains("AppAccessDenied");

    zone.put("users/bob/apps/notes/spec", "{}");
    assertThat(result(open(panel, "notes")).has("session_token")).isTrue();
    assertThat(
            error(
                open(
                    Optional.of(panelService()),
                    sessionToken(panel),
                    "notes",
                    Optional.of("notes@alice"))))
        .as("the own app of that name does not open another user's")
        .contains("AppAccessDenied");

    assertThat(error(open(panel, "system-config"))).contains("AppAccessDenied");
    zone.user("bob", "user", "suspended:away");
    assertThat(error(open(panel, "wiki"))).contains("not active");
  }

  @Test
  void loggingOutOfThePanelEndsEveryAppThatWasOpenedFromIt() {
    JsonNode wiki = result(open(panel, "wiki"));
    JsonNode notes = refreshed(result(open(panel, "notes")));
    JsonNode elsewhere = zone.login("bob", "wiki");

    logOut(panel);

    assertThat(refresh(wiki)).contains("already invalidated: logged out");
    assertThat(refresh(notes)).contains("already invalidated: logged out");
    assertThat(error(zone.callToken("verify_token", "session_token", sessionToken(wiki))))
        .contains("session has ended");
    assertThat(error(open(panel, "wiki"))).contains("its session has ended");
    assertThat(refreshed(elsewhere).has("session_token")).as("a login of its own").isTrue();
  }

  @Test
  void loggingOutOfAnAppEndsThatAppOnly() {
    JsonNode wiki = result(open(panel, "wiki"));
    JsonNode notes = result(open(panel, "notes"));

    logOut(wiki);

    assertThat(refresh(wiki)).contains("already invalidated");
    assertThat(refreshed(notes).has("session_token")).isTrue();
    assertThat(refreshed(panel).has("session_token")).isTrue();
  }

  @Test
  void thePanelAtAnotherHostIsTheSameLogin() {
    JsonNode second = result(open(panel, "control-panel"));
    JsonNode fromFirst = result(open(panel, "wiki"));
    JsonNode fromSecond = result(open(second, "wiki"));

    logOut(second);

    assertThat(refresh(panel)).contains("already invalidated");
    assertThat(refresh(fromFirst)).contains("already invalidated");
    assertThat(refresh(fromSecond)).contains("already invalidated");
  }

  @Test
  void aStolenPanelTokenTakesTheAppsAlongWhenItIsFound() {
    JsonNode wiki = result(open(panel, "wiki"));
    refreshed(panel);

    assertThat(refresh(panel)).contains("Invalid refresh token jti");

    assertThat(refresh(wiki)).contains("used twice");
  }

  @Test
  void aLogoutThatWasCutOffHalfWayIsFinishedByTheNextRefresh() throws Exception {
    JsonNode wiki = result(open(panel, "wiki"));
    Session before = session(panel);
    zone.put(before.key().text(), Json.write(before.ended("logged out")));
    zone.time.pass(Duration.ofMinutes(30));
    Sessions.open(zone.store, zone.time).sweep();

    assertThat(refresh(wiki)).contains("its login has ended: logged out");
    assertThat(refresh(wiki)).contains("already invalidated");
  }

  @Test
  void anAppInDailyUseOutlivesAPanelThatNobodyOpens() throws Exception {
    JsonNode wiki = result(open(panel, "wiki"));
    for (int day = 0; day < 12; day++) {
      zone.time.pass(Duration.ofDays(1));
      wiki = refreshed(wiki);
    }
    Sessions.open(zone.store, zone.time).sweep();

    assertThat(refreshed(wiki).has("session_token")).isTrue();
    assertThat(refresh(panel)).startsWith("Token expired:");
  }

  private static Optional<String> none() {
    return Optional.empty();
  }

  private String panelService() {
    return zone.device.loginToken("ood1", "control-panel", Duration.ofMinutes(5));
  }

  private JsonNode open(JsonNode session, String app) {
    return open(Optional.of(panelService()), sessionToken(session), app, none());
  }

  private JsonNode open(
      Optional<String> asker, String session, String app, Optional<String> instance) {
    var params = Json.object().put("session_token", session).put("appid", app);
    instance.ifPresent(id -> params.put("app_instance_id", id));
    return zone.call("login_by_session", params, 1, asker, "127.0.0.1");
  }

  private void logOut(JsonNode pair) {
    result(zone.callToken("logout", "refresh_token", refreshToken(pair)));
  }

  private Session session(JsonNode pair) throws InterruptedException {
    String id = jwt(pair, "session_token").session().orElseThrow();
    return Sessions.open(zone.store, zone.time).find("bob", id).orElseThrow().session();
  }

  private JsonNode refreshed(JsonNode pair) {
    return result(zone.callToken("refresh_token", "refresh_token", refreshToken(pair)));
  }

  private String refresh(JsonNode pair) {
    return error(zone.callToken("refresh_token", "refresh_token", refreshToken(pair)));
  }
}
