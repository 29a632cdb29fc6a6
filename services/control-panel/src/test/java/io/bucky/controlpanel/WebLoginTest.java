package io.bucky.controlpanel;

import static io.bucky.controlpanel.PanelZone.ok;
import static io.bucky.controlpanel.PanelZone.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.api.panel.AuthApi;
import io.bucky.api.panel.AuthApi.LoginRequest;
import io.bucky.api.panel.AuthApi.LoginResult;
import io.bucky.api.panel.AuthApi.SsoTokenRequest;
import io.bucky.json.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebLoginTest {
  private static final String PANEL = "http://home.localhost:3080/";
  private static final String SAFE_PANEL = "https://home.localhost:3443/";

  @TempDir Path root;
  private final HttpClient browser =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  @SuppressWarnings("NullAway.Init")
  private PanelZone zone;

  @BeforeEach
  void open() throws Exception {
    zone = PanelZone.open(root);
  }

  @AfterEach
  void close() {
    browser.close();
    zone.close();
  }

  @Test
  @DisplayName(
      "S89: a login with a redirect gives a nonce, the callback two cookies once, a foreign host an error")
  void theCallbackGivesCookiesOnce() throws Exception {
    LoginResult login = ok(zone.login("alice", "control-panel", Optional.of(SAFE_PANEL)));
    assertThat(login.ssoNonce()).isBetween(1L, (1L << 53) - 1);
    String path = "/sso_callback?nonce=" + login.ssoNonce() + "&redirect_url=" + SAFE_PANEL;

    for (String elsewhere :
        List.of("other.localhost:3080", "home.localhost", "home.localhost:80")) {
      assertThat(get(path, elsewhere, "http").statusCode()).as(elsewhere).isEqualTo(400);
    }
    HttpResponse<String> answer = get(path, "home.localhost:3443", "https");

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location")).hasValue(SAFE_PANEL);
    List<String> cookies = answer.headers().allValues("Set-Cookie");
    assertThat(cookies).hasSize(2);
    assertThat(cookies)
        .allSatisfy(it ->
            assertThat(it)
                .contains("Path=/")
                .contains("HttpOnly")
                .contains("SameSite=Lax")
                .contains("Secure")
                .contains("Max-Age=")
                .doesNotContain("Domain"));
    assertThat(get(path, "home.localhost:3443", "https").statusCode()).isEqualTo(400);
    for (String foreign :
        List.of(
            "http://evil.example/",
            "http://home.localhost.evil.example/",
            "http://a.b.home.localhost/",
            "javascript:alert(1)",
            "http://home.localhost@evil.example/",
            "http://home.localhost:3080@evil.example/",
            "http://evil-home.localhost.example/",
            "//evil.example/")) {
      assertThat(zone.login("alice", "control-panel", Optional.of(foreign)).toString())
          .as(foreign)
          .contains("BadRequest");
    }
  }

  @Test
  void theNonceOfALoginIsTooOldAfterAMinute() throws Exception {
    LoginResult login = ok(zone.login("alice", "control-panel", Optional.of(PANEL)));

    zone.time.advance(Duration.ofSeconds(60));

    String path = "/sso_callback?nonce=" + login.ssoNonce() + "&redirect_url=" + PANEL;
    assertThat(get(path, "home.localhost:3080", "http").statusCode()).isEqualTo(400);
  }

  @Test
  @DisplayName("S91: refreshing without a cookie is a 401 in JSON that clears both cookies")
  void refreshingNeedsTheCookie() throws Exception {
    HttpResponse<String> none = post("/sso_refresh", "");
    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(none.body()).isEqualTo("{\"error\":\"missing refresh token cookie\"}");
    assertThat(none.headers().allValues("Set-Cookie"))
        .hasSize(2)
        .allSatisfy(it -> assertThat(it).contains("Max-Age=0"));

    HttpResponse<String> wrong = post("/sso_refresh", "buckyos_refresh_token=nonsense");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.headers().allValues("Set-Cookie"))
        .allSatisfy(it -> assertThat(it).contains("Max-Age=0"));
  }

  @Test
  void twoTabsThatRefreshWithOneCookieBothStayLoggedInUntilLogout() throws Exception {
    LoginResult login = ok(zone.login("alice", "control-panel", Optional.of(PANEL)));
    String cookie = "buckyos_refresh_token=" + login.refreshToken();

    HttpResponse<String> first = post("/sso_refresh", cookie);
    HttpResponse<String> second = post("/sso_refresh", cookie);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(second.body()).isEqualTo(first.body());
    var body = Json.parse(first.body()).orThrow();
    assertThat(body.path("user_info").path("user_id").asString("")).isEqualTo("alice");
    assertThat(body.path("user_info").path("user_type").asString("")).isEqualTo("admin");
    String fresh =
        first.headers().allValues("Set-Cookie").stream()
            .filter(it -> it.startsWith("buckyos_refresh_token="))
            .findFirst()
            .orElseThrow()
            .split(";", 2)[0];
    assertThat(post("/sso_logout", fresh).statusCode()).isEqualTo(200);
    assertThat(post("/sso_refresh", fresh).statusCode()).isEqualTo(401);
  }

  @Test
  void noOtherPageCanUseTheCookies() throws Exception {
    LoginResult login = ok(zone.login("alice", "control-panel", Optional.of(PANEL)));
    String cookie = "buckyos_refresh_token=" + login.refreshToken();

    for (String path : List.of("/sso_refresh", "/sso_logout")) {
      for (String sender :
          List.of(
              "Origin: http://notes.home.localhost:3080",
              "Origin: http://home.localhost:9999",
              "Origin: https://home.localhost:3080",
              "Origin: null",
              "Sec-Fetch-Site: same-site",
              "Sec-Fetch-Site: cross-site",
              "Sec-Fetch-Site: none",
              "Referer: http://notes.home.localhost:3080/x",
              "User-Agent: Mozilla/5.0")) {
        HttpResponse<String> answer = sent(path, cookie, sender);
        assertThat(answer.statusCode()).as(path + " " + sender).isEqualTo(403);
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
      }
    }
    assertThat(get("/sso_logout", "home.localhost:3080", "http").statusCode()).isEqualTo(405);
    for (String sender :
        List.of(
            "Origin: http://home.localhost:3080",
            "Referer: http://home.localhost:3080/apps",
            "Sec-Fetch-Site: same-origin")) {
      assertThat(sent("/sso_refresh", cookie, sender).statusCode()).as(sender).isEqualTo(200);
    }
  }

  @Test
  @DisplayName(
      "S90: the popup gets the text that the published client expects, for its own app only")
  void thePopupGetsAccountInfoForItsAppOnly() throws Exception {
    long nonce = zone.time.now().toEpochMilli();
    String proof = PanelZone.proof("alice", "secret", nonce);

    var token =
        ok(
            zone.anonymous()
                .call(
                    AuthApi.ISSUE_SSO_TOKEN,
                    new SsoTokenRequest(
                        "alice",
                        proof,
                        Optional.of(nonce),
                        "control-panel",
                        "https://home.localhost:3443/x?y=1")));

    assertThat(token.origin()).isEqualTo("https://home.localhost:3443");
    var account = Json.parse(token.token()).orThrow();
    assertThat(account.path("user_id").asString("")).isEqualTo("alice");
    assertThat(account.propertyNames())
        .contains("user_name", "user_id", "user_type", "session_token", "refresh_token");
    assertThat(
            refusal(
                zone.anonymous(),
                AuthApi.ISSUE_SSO_TOKEN,
                new SsoTokenRequest(
                    "alice", proof, Optional.of(nonce), "control-panel", "http://evil.example/")))
        .contains("out of the zone");
  }

  @Test
  void aWrongPasswordIsRefusedAsVerifyHubSays() throws Exception {
    long nonce = zone.time.now().toEpochMilli();
    var request =
        new LoginRequest(
            "alice",
            PanelZone.proof("alice", "wrong", nonce),
            Optional.empty(),
            Optional.of(nonce),
            Optional.empty());

    assertThat(refusal(zone.anonymous(), AuthApi.LOGIN, request)).isEqualTo("Invalid password");
  }

  private HttpResponse<String> get(String path, String host, String scheme) throws Exception {
    var request =
        HttpRequest.newBuilder(zone.http(path))
            .header("X-Forwarded-Host", host)
            .header("X-Forwarded-Proto", scheme)
            .GET()
            .build();
    return browser.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String cookie) throws Exception {
    return sent(path, cookie, "Accept: */*");
  }

  private HttpResponse<String> sent(String path, String cookie, String field) throws Exception {
    String[] parts = field.split(": ", 2);
    var request =
        HttpRequest.newBuilder(zone.http(path))
            .header("X-Forwarded-Host", "home.localhost:3080")
            .setHeader(parts[0], parts[1])
            .POST(HttpRequest.BodyPublishers.noBody());
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
