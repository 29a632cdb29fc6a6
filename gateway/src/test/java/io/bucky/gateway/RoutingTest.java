package io.bucky.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingTest {
  private static final String CALL = "{\"method\":\"echo\",\"params\":{},\"sys\":[7]}";

  @TempDir Path root;
  private Upstream app;
  private Upstream config;
  private Upstream panel;
  private Upstream hub;
  private Zone zone;

  @BeforeEach
  void start() throws IOException {
    app = Upstream.named("app");
    config = Upstream.named("config");
    panel = Upstream.named("panel");
    hub = Upstream.named("hub");
    zone =
        new Zone(root)
            .app("notes", "notes", "private", app.port(), "")
            .app("notes-alice", "notes", "private", app.port(), "")
            .app("blog", "blog", "public", app.port(), "")
            .app("lazy", "lazy", "public", app.port(), "stopped")
            .service("system_config", config.port(), true)
            .service("verify-hub", hub.port(), true)
            .service("control-panel", panel.port(), true);
    zone.writeInfo();
    zone.writeSettings(Zone.listener("http", 0), Zone.listener("node", 0));
    Zone.write(root.resolve("web/index.html"), "<h1>panel</h1>");
    Zone.write(root.resolve("web/assets/app.js"), "let a = 1;");
    Zone.write(root.resolve("data/srv/publish/f.txt"), "published");
    Zone.write(root.resolve("data/srv/secret.txt"), "secret");
    zone.open();
  }

  @AfterEach
  void stop() {
    zone.close();
    app.close();
    config.close();
    panel.close();
    hub.close();
  }

  private Wire.Response get(String path, String host, String... fields) throws IOException {
    try (Wire wire = zone.http()) {
      return wire.get(path, host, fields);
    }
  }

  private Wire.Response post(String path, String host, String body, String... fields)
      throws IOException {
    try (Wire wire = zone.http()) {
      return wire.post(path, host, body, fields);
    }
  }

  @Test
  @DisplayName(
      "S14: an app host's resolver path reaches system config with the app's Host, unchanged")
  void theResolverSeesTheHostOfTheRequest() throws IOException {
    Wire.Response answer = get("/1.0/identifiers/self", "blog.home.localhost:3080");

    assertThat(answer.body()).startsWith("config|GET|/1.0/identifiers/self");
    assertThat(answer.body()).contains("Host=[blog.home.localhost:3080]");
  }

  @Test
  void wellKnownDocumentsComeFromTheZoneAndAppsKeepTheirOwn() throws IOException {
    assertThat(get("/.well-known/did.json", "home.localhost").body()).startsWith("config|");
    assertThat(get("/.well-known/device.jwt", "ood1.home.localhost").body()).startsWith("config|");
    assertThat(get("/.well-known/caldav", "blog.home.localhost").body()).startsWith("app|");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/login?redirect_url=x", "/sso/login?client_id=a&redirect_uri=b", "/"})
  @DisplayName("S90: the login paths of the sys host serve the panel's page")
  void loginPathsServeThePanel(String path) throws IOException {
    Wire.Response answer = get(path, "sys.home.localhost:3080");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("<h1>panel</h1>");
    assertThat(answer.field("Content-Security-Policy").orElse(""))
        .contains("frame-ancestors 'none'");
    assertThat(answer.field("X-Content-Type-Options")).hasValue("nosniff");
  }

  @Test
  void aMissingPanelFileIsNotThePage() throws IOException {
    assertThat(get("/assets/none.js", "home.localhost").status()).isEqualTo(404);
    Wire.Response script = get("/assets/app.js", "home.localhost");
    assertThat(script.field("Content-Type")).hasValue("text/javascript; charset=utf-8");
    assertThat(script.field("Cache-Control").orElse("")).contains("immutable");
  }

  @Test
  @DisplayName("S92: a private app without cookie leads to the login page, which leads back")
  void aPrivateAppWantsALogin() throws IOException {
    Wire.Response answer = get("/n?x=1", "notes.home.localhost:3080");

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.field("Location"))
        .hasValue(
            "http://sys.home.localhost:3080/login?redirect_url="
                + "http%3A%2F%2Fnotes.home.localhost%3A3080%2Fn%3Fx%3D1&client_id=notes");
    assertThat(app.calls()).isZero();
  }

  @Test
  void whereNothingBelowTheZoneHasACertificateTheLoginIsAtTheZonesOwnHost() throws IOException {
    assertThat(get("/n", "notes-home.localhost:3080").field("Location"))
        .hasValue(
            "http://home.localhost:3080/login?redirect_url="
                + "http%3A%2F%2Fnotes-home.localhost%3A3080%2Fn&client_id=notes");
  }

  @Test
  @DisplayName("S92: a cookie for another app, an expired or a forged one is no login")
  void aWrongCookieIsNoLogin() throws IOException {
    for (String token :
        new String[] {
          zone.token("alice", "blog", 900), zone.token("alice", "notes", -120), "x.y.z", "{}"
        }) {
      assertThat(
              get("/", "notes.home.localhost", "Cookie: buckyos_session_token=" + token).status())
          .isEqualTo(302);
    }
    assertThat(app.calls()).isZero();
  }

  @Test
  @DisplayName("S92: the app's own cookie opens it, and tells it who is there")
  void theRightCookieOpensTheApp() throws IOException {
    String token = zone.token("alice", "notes", 900);
    String junk = "buckyos_session_token=x.y.z; ".repeat(9);
    assertThat(
            get("/", "notes.home.localhost", "Cookie: " + junk + "buckyos_session_token=" + token)
                .status())
        .isEqualTo(200);
    for (String host :
        new String[] {
          "notes.home.localhost", "notes-alice.home.localhost", "notes-home.localhost"
        }) {
      Wire.Response answer =
          get(
              "/",
              host,
              "Cookie: a=1; buckyos_session_token=" + token + "; buckyos_refresh_token=R",
              "Remote-User: root",
              "Remote_User: root",
              "X-Forwarded-For: 6.6.6.6",
              "Forwarded: for=6.6.6.6");

      assertThat(answer.body()).startsWith("app|GET|/|");
      assertThat(answer.body()).contains("Remote-user=[alice]").doesNotContain("root");
      assertThat(answer.body()).contains("X-forwarded-for=[127.0.0.1]").doesNotContain("6.6.6.6");
      assertThat(answer.body()).contains("X-forwarded-host=[" + host + "]");
      assertThat(answer.body()).contains("X-forwarded-proto=[http]");
      assertThat(answer.body()).contains("a=1").doesNotContain("buckyos_refresh_token");
    }
  }

  @Test
  void aProgramThatCallsAPrivateAppIsToldInsteadOfRedirected() throws IOException {
    assertThat(get("/", "notes.home.localhost", "Sec-Fetch-Mode: cors").status()).isEqualTo(401);
    assertThat(post("/", "notes.home.localhost", "x").status()).isEqualTo(401);
  }

  @Test
  @DisplayName("S92: a public app is forwarded")
  void aPublicAppIsForwarded() throws IOException {
    Wire.Response answer = get("/p", "blog.home.localhost");

    assertThat(answer.body()).startsWith("app|GET|/p|");
    assertThat(answer.body()).doesNotContain("Remote-user");
  }

  @Test
  void anAppCannotSetTheCookiesOfTheLogin() throws IOException {
    Wire.Response answer = get("/cookies", "blog.home.localhost");

    assertThat(answer.fields()).anyMatch(line -> line.contains("mine=1"));
    assertThat(answer.fields()).noneMatch(line -> line.contains("buckyos_session_token"));
    assertThat(answer.field("Keep-Alive")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "home.localhost",
        "sys.home.localhost",
        "notes.home.localhost",
        "blog.home.localhost"
      })
  @DisplayName(
      "S93: /kapi/verify-hub answers on the zone host and on every app host, without a token")
  void verifyHubAnswersEverywhere(String host) throws IOException {
    for (String path : new String[] {"/kapi/verify-hub", "/kapi/verify-hub/"}) {
      assertThat(post(path, host, CALL).body()).startsWith("hub|POST|" + path).endsWith("|" + CALL);
    }
  }

  @Test
  void kapiWithoutATokenIsRefusedBeforeTheService() throws IOException {
    Wire.Response answer = post("/kapi/system_config", "home.localhost", CALL);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo("{\"error\":\"No permission:No session token\",\"sys\":[7]}");
    assertThat(config.calls()).isZero();
  }

  @Test
  void kapiWithAVerifiedTokenPasses() throws IOException {
    String call = call("sys_config_get", zone.token("alice", "notes", 900));

    for (String path : new String[] {"/kapi/system_config", "/kapi/system-config/"}) {
      assertThat(post(path, "home.localhost", call).body()).startsWith("config|POST|" + path);
    }
  }

  @Test
  void kapiSaysWhetherATokenIsExpiredOrWrong() throws IOException {
    assertThat(
            post("/kapi/system_config", "home.localhost", call("x", zone.token("a", "b", -600)))
                .body())
        .contains("Token expired:");
    assertThat(post("/kapi/system_config", "home.localhost", call("x", "a.b.c")).body())
        .contains("Invalid token: ");
  }

  @Test
  void onlyTheListedMethodsOfControlPanelAreOpen() throws IOException {
    String login = "{\"method\":\"auth.login\",\"params\":{},\"sys\":[1]}";
    assertThat(post("/kapi/control-panel", "home.localhost", login).body()).startsWith("panel|");
    String list = "{\"method\":\"apps.list\",\"params\":{},\"sys\":[1]}";
    assertThat(post("/kapi/control-panel", "home.localhost", list).body())
        .contains("No session token");
  }

  private static String call(String method, String token) {
    return "{\"method\":\"%s\",\"params\":{},\"sys\":[1,\"%s\"]}".formatted(method, token);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "not json",
        "[]",
        "{\"method\":1,\"params\":{}}",
        "{\"params\":{}}",
        "{\"method\":\"x\"}",
        "{\"method\":\"a\",\"method\":\"b\",\"params\":{}}",
        "{\"method\":\"a\",\"params\":{}} x"
      })
  void aBodyThatIsNoKrpcRequestIsA400(String body) throws IOException {
    assertThat(post("/kapi/system_config", "home.localhost", body).status()).isEqualTo(400);
    assertThat(config.calls()).isZero();
  }

  @Test
  void otherMethodsPathsAndServicesOfKapiAreRefused() throws IOException {
    assertThat(get("/kapi/system_config", "home.localhost").status()).isEqualTo(405);
    assertThat(post("/kapi/nothing", "home.localhost", CALL).status()).isEqualTo(404);
    assertThat(post("/kapi/verify-hub/../system_config", "home.localhost", CALL).status())
        .isEqualTo(404);
  }

  @Test
  void aKapiBodyAboveItsLimitIsRefused() throws IOException {
    String padded = "{\"method\":\"x\",\"params\":\"" + "y".repeat(1 << 20) + "\"}";

    assertThat(post("/kapi/verify-hub", "home.localhost", padded).status()).isEqualTo(413);
    assertThat(hub.calls()).isZero();
  }

  @Test
  void theWatchNeedsABearerToken() throws IOException {
    assertThat(get("/kapi/system_config/watch?prefix=a", "home.localhost").status()).isEqualTo(401);
    assertThat(
            get(
                    "/kapi/system_config/watch?prefix=a",
                    "home.localhost",
                    "Authorization: Bearer " + zone.token("alice", "x", 900))
                .body())
        .startsWith("config|GET|/kapi/system_config/watch?prefix=a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/sso_callback?nonce=1", "/sso_refresh", "/sso_logout"})
  void ssoPathsOfEveryHostReachControlPanelWithAllCookies(String path) throws IOException {
    Wire.Response answer =
        post(path, "notes.home.localhost", "", "Cookie: buckyos_refresh_token=R");

    assertThat(answer.body()).startsWith("panel|POST|" + path).contains("buckyos_refresh_token=R");
  }

  @Test
  @DisplayName("S96: public.<zone> serves published files without login, and nothing beside them")
  void publishedFilesAreServed() throws IOException {
    assertThat(get("/f.txt", "public.home.localhost").body()).isEqualTo("published");
    Files.createSymbolicLink(
        root.resolve("data/srv/publish/link.txt"), root.resolve("data/srv/secret.txt"));
    for (String path :
        new String[] {
          "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/x/../../secret.txt",
          "/..\\secret.txt", "/link.txt", "/f.txt%00.html", "//etc/passwd"
        }) {
      Wire.Response answer = get(path, "public.home.localhost");
      assertThat(answer.status()).as(path).isIn(400, 404);
      assertThat(answer.body()).as(path).doesNotContain("secret\n").doesNotStartWith("secret");
    }
  }

  @Test
  void anAppThatIsNotRunningExplainsItself() throws IOException {
    Wire.Response page = get("/", "lazy.home.localhost", "Accept: text/html,*/*");
    Wire.Response json = get("/", "lazy.home.localhost");

    assertThat(page.status()).isEqualTo(503);
    assertThat(page.field("Retry-After")).isPresent();
    assertThat(page.body()).contains("My lazy is stopped").contains("http-equiv=\"refresh\"");
    assertThat(json.body()).startsWith("{\"error\":\"My lazy is stopped");
  }

  @Test
  void anUnknownHostIsTold() throws IOException {
    Wire.Response answer = get("/", "nope.home.localhost", "Accept: text/html");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).contains("nope.home.localhost").contains("http://home.localhost/");
  }

  @Test
  void aLoopbackNameLeadsToTheZone() throws IOException {
    assertThat(get("/a?b=c", "localhost:3080").field("Location"))
        .hasValue("http://home.localhost:3080/a?b=c");
  }

  @Test
  void theNodeGatewayAnswersKapiUnderAnyName() throws IOException {
    try (Wire wire = Wire.open(zone.port("node"))) {
      assertThat(wire.post("/kapi/verify-hub", "host.docker.internal:3180", CALL).body())
          .startsWith("hub|");
      assertThat(wire.get("/", "host.docker.internal:3180").status()).isEqualTo(404);
    }
  }

  @Test
  void anUpstreamThatIsDownIsA502ThatSaysSo() throws IOException {
    app.close();

    Wire.Response answer = get("/", "blog.home.localhost", "Accept: text/html");

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.body()).contains("blog does not answer");
  }

  @Test
  void theStatusPortCountsByRoute() throws IOException {
    get("/", "blog.home.localhost");
    get("/", "blog.home.localhost");

    try (Wire wire = Wire.open(zone.port("status"))) {
      assertThat(wire.get("/healthz", "x").status()).isEqualTo(200);
      assertThat(wire.get("/readyz", "x").body()).contains("\"zone\":\"home.localhost\"");
      Zone.eventually(
          "counted",
          () -> metrics(wire).contains("gateway_requests_total{route=\"blog\",status=\"2xx\"} 2"));
      assertThat(metrics(wire)).contains("gateway_upstream_reused_total{upstream=\"blog\"}");
    }
  }

  private static String metrics(Wire wire) {
    try {
      return wire.get("/metrics", "x").body();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
