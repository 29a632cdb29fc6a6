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
  private static final String NOTES_HOST = "notes.home.localhost:3080";
  private static final String NOTES = "http://" + NOTES_HOST + "/today?x=1";

  @TempDir Path root;
  private final HttpClient browser =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  @SuppressWarnings("NullAway.Init")
  private PanelZone zone;

  @BeforeEach
  void open() throws Exception {
    zone = PanelZone.open(root);
    zone.stopScheduling();
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
    for (String elsewhere :
        List.of("sys.home.localhost:3080", "notes.home.localhost", "notes.home.localhost:3081")) {
      assertThat(arrival(opened, elsewhere).statusCode()).as(elsewhere).isEqualTo(400);
    }
    HttpResponse<String> answer = arrival(opened, NOTES_HOST);
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location")).hasValue(NOTES);
    Jwt session = Jwt.decode(cookie(answer, "buckyos_session_token")).orThrow();
    assertThat(session.subject()).hasValue("alice");
    assertThat(session.appId()).hasValue("notes");
    assertThat(session.text("app_instance_id")).hasValue("notes@alice");
    assertThat(arrival(opened, NOTES_HOST).statusCode()).as("and works once").isEqualTo(400);
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

    List<String[]> led =
        List.of(
            fields("Sec-Fetch-Site: cross-site"),
            fields("Sec-Fetch-Site: none"),
            fields("Sec-Fetch-Site: same-site"),
            fields("Sec-Fetch-Site: cross-site", "Referer: https://evil.example/"),
            fields("Sec-Fetch-Site: same-site", "Referer: http://notes.home.localhost:3080/"),
            fields("Sec-Fetch-Site: same-site", "Referer: http://sys.home.localhost:9999/"),
            fields("User-Agent: Mozilla/5.0"),
            fields("User-Agent: Mozilla/5.0", "Referer: http://evil.example/"),
            fields("Referer: http://evil.example/"),
            fields("Origin: null"));
    for (String[] fields : led) {
      assertThat(callback(opened, NOTES_HOST, fields).statusCode())
          .as(String.join(", ", fields))
          .isEqualTo(403);
    }
  }

  @Test
  void theLoginPageIsKnownByWhatEachBrowserSays() throws Exception {
    KrpcCaller bob = zone.as("bob", "control-panel");
    List<String[]> led =
        List.of(
            fields("Sec-Fetch-Site: same-origin"),
            fields("Sec-Fetch-Site: same-site", "Referer: http://sys.home.localhost:3080/"),
            fields("Sec-Fetch-Site: cross-site", "Referer: http://home.localhost:3080/"),
            fields("User-Agent: Mozilla/5.0", "Referer: http://sys.home.localhost:3080/login"),
            fields());
    for (String[] fields : led) {
      OpenedApp opened = ok(bob.call(AuthApi.OPEN_APP, request("notes", NOTES)));
      assertThat(callback(opened, NOTES_HOST, fields).statusCode())
          .as(String.join(", ", fields))
          .isEqualTo(302);
    }
  }

  @Test
  void aPortWhereSomebodyElseMayListenGetsNoLogin() throws Exception {
    KrpcCaller alice = zone.as("alice", "control-panel");

    for (String foreign :
        List.of(
            "http://home.localhost:9999/",
            "http://notes.home.localhost:9999/",
            "http://notes.home.localhost:443/",
            "http://notes.home.localhost:3443/",
            "https://notes.home.localhost:3080/",
            "https://notes.home.localhost/",
            "http://notes.home.localhost:3180/",
            "http://notes.home.localhost:0/",
            "http://notes.home.localhost:99999/",
            "http://notes-home.localhost:9999/")) {
      assertThat(refusal(alice, AuthApi.OPEN_APP, request("notes", foreign)))
          .as(foreign)
          .startsWith("Parse Request Error");
      assertThat(zone.login("alice", "control-panel", Optional.of(foreign)).toString())
          .as("by password, " + foreign)
          .contains("BadRequest");
      assertThat(
              refusal(
                  alice,
                  AuthApi.ISSUE_SSO_TOKEN,
                  new SsoTokenRequest("", "", Optional.empty(), "notes", foreign)))
          .as("to a popup, " + foreign)
          .startsWith("Parse Request Error");
    }
  }

  @Test
  void everyEntranceOfTheZoneLeadsToTheApp() throws Exception {
    route("notes-bob_x", "notes@alice");
    KrpcCaller alice = zone.as("alice", "control-panel");

    for (String own :
        List.of(
            "http://notes.home.localhost/",
            "http://NOTES.home.localhost:80/x",
            "https://notes.home.localhost:3443/",
            "http://notes-home.localhost:3080/",
            "http://notes-bob_x.home.localhost:3080/",
            "http://notes-bob_x-home.localhost:3080/")) {
      assertThat(ok(alice.call(AuthApi.OPEN_APP, anyApp(own))).ssoNonce()).as(own).isPositive();
    }
  }

  @Test
  void theEntranceOfTheLoginPageItselfCountsAndHttpsIsNotLeft() throws Exception {
    assertThat(openAt("https", "sys.home.localhost", "https://notes.home.localhost/"))
        .as("a router before this machine has the standard port")
        .contains("sso_nonce");
    assertThat(openAt("http", "sys.home.localhost:3080", "https://notes.home.localhost:3443/"))
        .contains("sso_nonce");
    assertThat(openAt("https", "sys.home.localhost:3443", "http://notes.home.localhost:3080/"))
        .contains("leaves https");
    assertThat(openAt("http", "sys.home.localhost:3080", "http://notes.home.localhost:9999/"))
        .contains("no entrance at http://notes.home.localhost:9999");
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

  /// Asks as the login page does, through the gateway.
  private String openAt(String scheme, String host, String redirect) throws Exception {
    String token = ok(zone.login("alice", "control-panel", Optional.empty())).sessionToken();
    var call = Json.object().put("method", "auth.open_app");
    call.set("params", Json.object().put("redirect_url", redirect));
    call.putArray("sys").add(1).add(token);
    var request =
        HttpRequest.newBuilder(zone.http("/kapi/control-panel"))
            .header("X-Forwarded-Host", host)
            .header("X-Forwarded-Proto", scheme)
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(call)))
            .build();
    return browser.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static OpenAppRequest anyApp(String redirect) {
    return new OpenAppRequest(Optional.empty(), redirect);
  }

  private static String[] fields(String... fields) {
    return fields;
  }

  private static OpenAppRequest request(String app, String redirect) {
    return new OpenAppRequest(Optional.of(app), redirect);
  }

  private HttpResponse<String> enter(KrpcCaller caller) throws Exception {
    OpenedApp opened = ok(caller.call(AuthApi.OPEN_APP, request("notes", NOTES)));
    return arrival(opened, NOTES_HOST);
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
            Optional.of(instance.split("@", 2)[0]),
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

  /// As a browser comes from the login page.
  private HttpResponse<String> arrival(OpenedApp opened, String host) throws Exception {
    return callback(
        opened, host, "Sec-Fetch-Site: same-site", "Referer: http://sys.home.localhost:3080/");
  }

  private HttpResponse<String> callback(OpenedApp opened, String host, String... fields)
      throws Exception {
    var request =
        HttpRequest.newBuilder(zone.http("/sso_callback?nonce=" + opened.ssoNonce()))
            .header("X-Forwarded-Host", host)
            .GET();
    for (String field : fields) {
      String[] parts = field.split(": ", 2);
      request.setHeader(parts[0], parts[1]);
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
