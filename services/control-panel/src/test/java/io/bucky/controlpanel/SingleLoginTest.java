package io.bucky.controlpanel;

import static io.bucky.controlpanel.PanelZone.ok;
import static io.bucky.controlpanel.PanelZone.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.api.panel.AuthApi;
import io.bucky.api.panel.AuthApi.LogoutRequest;
import io.bucky.api.panel.AuthApi.OpenAppRequest;
import io.bucky.api.panel.AuthApi.OpenedApp;
import io.bucky.api.panel.AuthApi.RefreshRequest;
import io.bucky.api.panel.AuthApi.SsoTokenRequest;
import io.bucky.identity.Jwt;
import io.bucky.json.Json;
import io.bucky.krpc.KrpcCaller;
import io.bucky.zone.GatewayInfo;
import io.bucky.zone.ZoneKeys;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One password for all hosts: a session at the panel opens the apps.
class SingleLoginTest {
  private static final String NOTES = "http://notes.home.localhost:3080/today?x=1";

  @TempDir Path root;
  private final HttpClient browser =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  @SuppressWarnings("NullAway.Init")
  private PanelZone zone;

  @BeforeEach
  void open() throws Exception {
    zone = PanelZone.open(root);
    zone.user("bob", "user");
    var running = Json.object().put("app_name", "notes").put("user_id", "alice");
    zone.put("users/alice/apps/notes/spec", Json.write(running));
    route("notes", "notes@alice");
  }

  @AfterEach
  void close() {
    browser.close();
    zone.close();
  }

  @Test
  void whoeverIsLoggedInAtThePanelEntersAnAppWithoutAPassword() throws Exception {
    OpenedApp opened =
        ok(zone.as("alice", "control-panel").call(AuthApi.OPEN_APP, request("notes", NOTES)));

    assertThat(opened.appId()).isEqualTo("notes");
    assertThat(opened.ssoNonce()).isBetween(1L, (1L << 53) - 1);
    assertThat(callback(opened.ssoNonce(), "sys.home.localhost", "same-site").statusCode())
        .as("the nonce is for the app's own host")
        .isEqualTo(400);
    HttpResponse<String> answer =
        callback(opened.ssoNonce(), "notes.home.localhost:3080", "same-site");
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location")).hasValue(NOTES);
    Jwt session = Jwt.decode(cookie(answer, "buckyos_session_token")).orThrow();
    assertThat(session.subject()).hasValue("alice");
    assertThat(session.appId()).hasValue("notes");
    assertThat(session.text("app_instance_id")).hasValue("notes@alice");
    assertThat(callback(opened.ssoNonce(), "notes.home.localhost:3080", "same-site").statusCode())
        .as("and works once")
        .isEqualTo(400);
  }

  @Test
  void noAppAndNobodyCanAskForIt() throws Exception {
    assertThat(refusal(zone.anonymous(), AuthApi.OPEN_APP, request("notes", NOTES)))
        .contains("No session token");
    assertThat(refusal(zone.as("alice", "notes"), AuthApi.OPEN_APP, request("notes", NOTES)))
        .contains("not a session at the control panel");
    assertThat(refusal(zone.device(), AuthApi.OPEN_APP, request("notes", NOTES)))
        .contains("not signed by verify-hub");
  }

  @Test
  void aRedirectLeadsToAHostOfThatAppOrNowhere() throws Exception {
    KrpcCaller alice = zone.as("alice", "control-panel");

    assertThat(refusal(alice, AuthApi.OPEN_APP, request("blog", NOTES)))
        .contains("notes.home.localhost is not the app blog");
    for (String foreign :
        List.of(
            "http://evil.example/",
            "http://notes.home.localhost.evil.example/",
            "http://x.notes.home.localhost/",
            "http://nobody.home.localhost/",
            "http://notes.home.localhost@evil.example/",
            "javascript:alert(1)",
            "//notes.home.localhost/",
            "")) {
      assertThat(refusal(alice, AuthApi.OPEN_APP, request("notes", foreign)))
          .as(foreign)
          .startsWith("Parse Request Error");
    }
  }

  @Test
  void theOwnersRulesDecideWhoMayEnter() throws Exception {
    KrpcCaller bob = zone.as("bob", "control-panel");
    assertThat(ok(bob.call(AuthApi.OPEN_APP, request("notes", NOTES))).ssoNonce()).isPositive();

    zone.put(
        "services/control_panel/app_availability/policies/notes@alice",
        "{\"default_effect\":\"deny\",\"user_rules\":[{\"user_id\":\"bob\",\"effect\":\"deny\"}]}");
    zone.put("users/bob/apps/notes/spec", "{}");

    assertThat(refusal(bob, AuthApi.OPEN_APP, request("notes", NOTES)))
        .as("an app of one's own by the same name opens nothing of alice's")
        .contains("AppAccessDenied");
    assertThat(zone.login("bob", "notes", Optional.of(NOTES)).toString())
        .as("nor does the password")
        .contains("AppAccessDenied");
  }

  @Test
  void noOtherSiteLeadsAPersonIntoAForeignAccount() throws Exception {
    OpenedApp opened =
        ok(zone.as("bob", "control-panel").call(AuthApi.OPEN_APP, request("notes", NOTES)));

    assertThat(callback(opened.ssoNonce(), "notes.home.localhost", "cross-site").statusCode())
        .isEqualTo(403);
    assertThat(callback(opened.ssoNonce(), "notes.home.localhost", "none").statusCode())
        .isEqualTo(403);
    assertThat(
            callback(
                    opened.ssoNonce(),
                    "notes.home.localhost",
                    "cross-site",
                    "Referer",
                    "https://evil.example/")
                .statusCode())
        .isEqualTo(403);
    assertThat(
            callback(
                    opened.ssoNonce(),
                    "notes.home.localhost",
                    "cross-site",
                    "Referer",
                    "https://sys.home.localhost/")
                .statusCode())
        .as("a page of the zone that the browser counts as another site")
        .isEqualTo(302);
  }

  @Test
  void leavingThePanelLeavesTheAppsAndLeavingAnAppAsksBeforeTheNextVisit() throws Exception {
    var login = ok(zone.login("alice", "control-panel", Optional.empty()));
    KrpcCaller alice = zone.with(login.sessionToken());
    HttpResponse<String> first = enter(alice);
    HttpResponse<String> second = enter(alice);
    String left =
        cookie(
            post("/sso_logout", "buckyos_refresh_token=" + cookie(first, "buckyos_refresh_token")),
            "buckyos_logged_out");

    assertThat(left).isEqualTo("1");
    assertThat(
            post("/sso_refresh", "buckyos_refresh_token=" + cookie(second, "buckyos_refresh_token"))
                .statusCode())
        .isEqualTo(200);
    assertThat(ok(zone.anonymous().call(AuthApi.REFRESH, new RefreshRequest(login.refreshToken()))))
        .isNotNull();

    var again = ok(zone.login("alice", "control-panel", Optional.empty()));
    HttpResponse<String> third = enter(zone.with(again.sessionToken()));
    ok(zone.anonymous().call(AuthApi.LOGOUT, new LogoutRequest(again.refreshToken())));
    assertThat(
            post("/sso_refresh", "buckyos_refresh_token=" + cookie(third, "buckyos_refresh_token"))
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void aPopupGetsItsAccountFromTheSessionToo() throws Exception {
    var request = new SsoTokenRequest("", "", Optional.empty(), "notes", NOTES);

    var token = ok(zone.as("alice", "control-panel").call(AuthApi.ISSUE_SSO_TOKEN, request));

    assertThat(token.origin()).isEqualTo("http://notes.home.localhost:3080");
    var account = Json.parse(token.token()).orThrow();
    assertThat(Jwt.decode(account.path("session_token").asString("")).orThrow().appId())
        .hasValue("notes");
    assertThat(refusal(zone.as("alice", "blog"), AuthApi.ISSUE_SSO_TOKEN, request))
        .contains("not a session at the control panel");
    assertThat(refusal(zone.anonymous(), AuthApi.ISSUE_SSO_TOKEN, request)).isNotEmpty();
  }

  private static OpenAppRequest request(String app, String redirect) {
    return new OpenAppRequest(Optional.of(app), redirect);
  }

  private HttpResponse<String> enter(KrpcCaller caller) throws Exception {
    OpenedApp opened = ok(caller.call(AuthApi.OPEN_APP, request("notes", NOTES)));
    return callback(opened.ssoNonce(), "notes.home.localhost:3080", "same-site");
  }

  /// Writes what the scheduler would for a running app.
  private void route(String label, String instance) throws Exception {
    GatewayInfo info =
        Json.read(zone.text(ZoneKeys.gatewayInfo("ood1")), GatewayInfo.class).orThrow();
    var apps = new TreeMap<>(info.appInfo());
    apps.put(
        label,
        new GatewayInfo.App(
            Optional.empty(),
            new TreeMap<>(),
            Optional.of(label),
            Optional.of(instance),
            Optional.of("alice"),
            Optional.of("private"),
            Optional.of("ood1"),
            Optional.of(10_016),
            Optional.of("Notes"),
            Optional.empty()));
    zone.put(
        ZoneKeys.gatewayInfo("ood1").text(),
        Json.write(new GatewayInfo(info.nodeInfo(), apps, info.serviceInfo(), info.trustKey())));
  }

  private HttpResponse<String> callback(long nonce, String host, String fetchSite, String... fields)
      throws Exception {
    var request =
        HttpRequest.newBuilder(zone.http("/sso_callback?nonce=" + nonce))
            .header("X-Forwarded-Host", host)
            .header("Sec-Fetch-Site", fetchSite)
            .GET();
    for (int i = 0; i < fields.length; i += 2) {
      request.header(fields[i], fields[i + 1]);
    }
    return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String cookie) throws Exception {
    var request =
        HttpRequest.newBuilder(zone.http(path))
            .header("X-Forwarded-Host", "notes.home.localhost")
            .header("Cookie", cookie)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return browser.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String cookie(HttpResponse<String> answer, String name) {
    return answer.headers().allValues("Set-Cookie").stream()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1).split(";", 2)[0])
        .findFirst()
        .orElseThrow();
  }
}
