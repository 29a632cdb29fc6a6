package io.bucky.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A session that ended is renewed on the way to the app, against a control panel that takes each
/// refresh token once: a second use there would end the login.
class RenewalTest {
  private static final String HOST = "notes.home.localhost";
  private static final String PAGE = "Accept: text/html,*/*";

  @TempDir Path root;
  private final ShiftedTime time = new ShiftedTime();
  private final CountDownLatch gate = new CountDownLatch(1);
  private Upstream app;
  private LoginPanel panel;
  private Zone zone;
  private String old;
  private String fresh;

  @BeforeEach
  void start() throws IOException {
    app = Upstream.named("app");
    panel = new LoginPanel(gate);
    zone =
        new Zone(root)
            .app("notes", "notes", "private", app.port(), "")
            .app("blog", "blog", "public", app.port(), "")
            .app("lazy", "lazy", "private", app.port(), "stopped")
            .service("control-panel", panel.port(), true);
    zone.writeInfo();
    zone.writeSettings(Zone.listener("http", 0), Zone.listener("https", 0));
    zone.open(time);
    old = zone.refreshToken("alice", "notes", "old");
    fresh = zone.token("alice", "notes", 900);
    panel.renews(old, fresh, zone.refreshToken("alice", "notes", "next"));
  }

  @AfterEach
  void stop() {
    panel.close();
    zone.close();
    app.close();
  }

  private Wire.Response get(String host, String... fields) throws IOException {
    try (Wire wire = zone.http()) {
      return wire.get("/n", host, fields);
    }
  }

  private static String refresh(String token) {
    return "Cookie: a=1; buckyos_refresh_token=" + token;
  }

  private static List<String> cookies(Wire.Response answer) {
    return answer.fields().stream()
        .filter(line -> line.startsWith("Set-Cookie: buckyos_"))
        .toList();
  }

  private int logOut(String cookies) throws IOException {
    try (Wire wire = zone.http()) {
      return wire.send(
              "POST /sso_logout HTTP/1.1\r\nHost: %s\r\n%s\r\nContent-Length: 0\r\n\r\n"
                  .formatted(HOST, cookies))
          .read()
          .status();
    }
  }

  @Test
  void anAnswerThatIsStillUnderWayAtALogoutBringsNoCookiesBack() throws Exception {
    try (Wire wire = zone.http()) {
      wire.send("GET /n HTTP/1.1\r\nHost: %s\r\n%s\r\n\r\n".formatted(HOST, refresh(old)));
      Zone.eventually("the call is made", () -> panel.calls() == 1);
      assertThat(logOut(refresh(old))).isEqualTo(200);
      gate.countDown();

      Wire.Response late = wire.read();

      assertThat(cookies(late)).isEmpty();
      assertThat(late.status()).isEqualTo(302);
    }
    assertThat(app.calls()).isZero();
  }

  @Test
  void whatWasRenewedJustBeforeALogoutOpensNothingAfterIt() throws IOException {
    gate.countDown();
    assertThat(cookies(get(HOST, PAGE, refresh(old)))).hasSize(2);

    assertThat(logOut(refresh(old))).isEqualTo(200);

    assertThat(get(HOST, PAGE, refresh(old)).status()).isEqualTo(302);
    assertThat(cookies(get(HOST, PAGE, refresh(old)))).isEmpty();
    String both = refresh(zone.refreshToken("alice", "notes", "next"));
    Wire.Response page = get(HOST, PAGE, both + "; buckyos_session_token=" + fresh);
    assertThat(page.status()).as("cookies of a late answer").isEqualTo(302);
    String other = zone.instanceToken("alice", "notes", "notes@alice", 900);
    assertThat(get(HOST, "Cookie: buckyos_session_token=" + other).status())
        .as("the next login")
        .isEqualTo(200);
    assertThat(panel.calls()).isEqualTo(1);
  }

  @Test
  void aLogoutThatThePanelRefusesEndsNothing() throws IOException {
    gate.countDown();
    String held = "Cookie: buckyos_session_token=" + fresh;
    panel.answersWith(503);

    assertThat(logOut(held)).isEqualTo(503);
    assertThat(get(HOST, held).status()).isEqualTo(200);

    panel.answersWith(200);
    assertThat(logOut(held)).isEqualTo(200);
    assertThat(get(HOST, PAGE, held).status()).isEqualTo(302);
  }

  @Test
  void aPageGoesOnAndTheBrowserGetsItsNewCookies() throws IOException {
    gate.countDown();

    Wire.Response answer = get(HOST, PAGE, refresh(old));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("Remote-user=[alice]").contains("a=1");
    assertThat(answer.body())
        .as("the app sees the session that it has now")
        .contains("buckyos_session_token=" + fresh)
        .doesNotContain("refresh_token");
    assertThat(cookies(answer)).hasSize(2).allMatch(line -> line.contains("HttpOnly"));
    assertThat(cookies(answer).getFirst()).contains(fresh);
    assertThat(get(HOST, "Cookie: buckyos_session_token=" + fresh).status()).isEqualTo(200);
    assertThat(panel.calls()).isEqualTo(1);
  }

  @Test
  void anExpiredSessionCookieBesideTheRefreshTokenChangesNothing() throws IOException {
    gate.countDown();
    String expired = zone.token("alice", "notes", -600);

    Wire.Response answer = get(HOST, refresh(old) + "; buckyos_session_token=" + expired);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains(fresh).doesNotContain(expired);
  }

  @Test
  void aSessionThatIsAboutToEndIsRenewedBeforeItDoes() throws IOException {
    gate.countDown();
    String ending = zone.token("alice", "notes", 30);

    Wire.Response answer = get(HOST, refresh(old) + "; buckyos_session_token=" + ending);

    assertThat(answer.body()).contains(fresh).doesNotContain(ending);
    assertThat(cookies(answer)).hasSize(2);
  }

  @Test
  void aSessionWithTimeLeftIsLeftAlone() throws IOException {
    String good = zone.token("alice", "notes", 600);

    Wire.Response answer = get(HOST, refresh(old) + "; buckyos_session_token=" + good);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(cookies(answer)).isEmpty();
    assertThat(panel.calls()).isZero();
  }

  @Test
  void noByteOfABodyIsLostWhileTheSessionIsRenewed() throws Exception {
    String body = "0123456789abcdef".repeat(64 << 10);
    try (Wire wire = zone.http()) {
      wire.send(
          "POST /count HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n%s\r\n\r\n%s"
              .formatted(HOST, body.length(), refresh(old), body.substring(0, 100_000)));
      Zone.eventually("the call is made", () -> panel.calls() == 1);
      gate.countDown();
      wire.send(body.substring(100_000));
      Wire.Response answer = wire.read();

      assertThat(answer.body()).isEqualTo(Integer.toString(body.length()));
      assertThat(cookies(answer)).hasSize(2);
      assertThat(wire.get("/n", HOST, "Cookie: buckyos_session_token=" + fresh).status())
          .as("the connection goes on")
          .isEqualTo(200);
    }
    try (Wire wire = zone.http()) {
      wire.send(
          "POST /echo HTTP/1.1\r\nHost: %s\r\nTransfer-Encoding: chunked\r\n%s\r\n\r\n"
              .formatted(HOST, refresh(old)));
      wire.send(String.join("\r\n", "3", "abc", "4", "defg", "0", "", ""));
      assertThat(wire.read().body()).endsWith("|abcdefg");
    }
  }

  @Test
  void manyRequestsAtOnceShareOneRenewal() throws Exception {
    int count = 24;
    var wires = new ArrayList<Wire>();
    for (int i = 0; i < count; i++) {
      wires.add(zone.http());
    }
    for (Wire wire : wires) {
      wire.send("GET /n HTTP/1.1\r\nHost: %s\r\n%s\r\n\r\n".formatted(HOST, refresh(old)));
    }
    Zone.eventually("the call is made", () -> panel.calls() == 1);
    gate.countDown();

    for (Wire wire : wires) {
      Wire.Response answer = wire.read();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(cookies(answer)).hasSize(2);
      wire.close();
    }
    assertThat(panel.calls()).isEqualTo(1);
    assertThat(app.calls()).isEqualTo(count);
  }

  @Test
  void aBrowserThatNeverGotItsAnswerMayComeAgainWithTheOldCookie() throws IOException {
    try (Wire left = zone.http()) {
      left.send("GET /n HTTP/1.1\r\nHost: %s\r\n%s\r\n\r\n".formatted(HOST, refresh(old)));
      Zone.eventually("the call is made", () -> panel.calls() == 1);
    }
    gate.countDown();
    time.pass(Duration.ofMinutes(5));

    Wire.Response answer = get(HOST, refresh(old));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(cookies(answer)).hasSize(2);
    assertThat(panel.calls()).isEqualTo(1);
  }

  @Test
  void onceTheBrowserShowsItsNewCookieTheOldOneIsWorthNothingSoonAfter() throws IOException {
    gate.countDown();
    get(HOST, refresh(old));
    get(HOST, "Cookie: buckyos_session_token=" + fresh);
    assertThat(get(HOST, refresh(old)).status()).as("on its way already").isEqualTo(200);

    time.pass(Duration.ofSeconds(11));

    assertThat(get(HOST, refresh(old), PAGE).status())
        .as("verify-hub sees the second use")
        .isEqualTo(302);
    assertThat(panel.calls()).isEqualTo(2);
  }

  @Test
  void aSessionThatIsOverLeadsAPageToTheLoginAndTellsAProgram() throws IOException {
    gate.countDown();
    String over = zone.refreshToken("alice", "notes", "over");

    Wire.Response page = get(HOST, PAGE, "Sec-Fetch-Mode: navigate", refresh(over));
    Wire.Response call = get(HOST, "Sec-Fetch-Mode: cors", refresh(over));

    assertThat(page.status()).isEqualTo(302);
    assertThat(page.field("Location").orElse("")).startsWith("http://sys.home.localhost/login?");
    assertThat(call.status()).isEqualTo(401);
    assertThat(call.body()).contains("No session token for notes");
    assertThat(panel.calls()).as("asked once, remembered for a moment").isEqualTo(1);
    assertThat(app.calls()).isZero();
  }

  @Test
  void aPanelThatIsDownDelaysAndLogsNobodyOut() throws IOException {
    gate.countDown();
    panel.answersWith(503);

    Wire.Response page = get(HOST, PAGE, refresh(old));
    Wire.Response call = get(HOST, refresh(old));

    assertThat(page.status()).isEqualTo(503);
    assertThat(page.field("Retry-After")).isPresent();
    assertThat(page.body()).contains("Your login cannot be renewed right now");
    assertThat(cookies(page)).isEmpty();
    assertThat(call.status()).isEqualTo(503);
    assertThat(call.body()).startsWith("{\"error\":");
    String ending = zone.token("alice", "notes", 30);
    assertThat(get(HOST, refresh(old) + "; buckyos_session_token=" + ending).status())
        .as("what is still good is used")
        .isEqualTo(200);

    panel.answersWith(200);
    assertThat(get(HOST, refresh(old)).status()).isEqualTo(200);
  }

  @Test
  void aPanelThatCannotBeReachedDelaysToo() throws IOException {
    panel.close();

    assertThat(get(HOST, PAGE, refresh(old)).status()).isEqualTo(503);

    zone.service("control-panel", 1, true).writeInfo();
    assertThat(get(HOST, PAGE, refresh(old)).status()).isEqualTo(503);
  }

  @Test
  void onlyARefreshTokenOfThisAppIsShownToThePanel() throws IOException {
    gate.countDown();
    for (String token :
        new String[] {
          zone.refreshToken("alice", "blog", "x"),
          zone.token("alice", "notes", 900),
          "x.y.z",
          "",
          old.substring(0, old.length() - 4) + "AAAA"
        }) {
      assertThat(get(HOST, PAGE, refresh(token)).status()).as(token).isEqualTo(302);
    }
    assertThat(panel.calls()).isZero();
  }

  @Test
  void aWebsocketOpensInARenewedSession() throws IOException {
    gate.countDown();
    var seen = new CompletableFuture<String>();
    try (var echo =
        new RawUpstream((_, in, out) -> {
          seen.complete(RawUpstream.head(in));
          RawUpstream.say(
              out,
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
          in.transferTo(out);
        })) {
      zone.app("notes", "notes", "private", echo.port(), "").writeInfo();
      Zone.eventually(
          "the route is there",
          () -> {
            try (Wire wire = zone.http()) {
              return websocket(wire).status() == 101;
            } catch (IOException e) {
              return false;
            }
          });
      assertThat(seen.join()).contains("Remote-User: alice").contains(fresh);
      try (Wire wire = zone.http()) {
        Wire.Response answer = websocket(wire);
        assertThat(cookies(answer)).hasSize(2);
        wire.send("ping");
        assertThat(new String(wire.bytes(4), StandardCharsets.UTF_8)).isEqualTo("ping");
      }
      assertThat(panel.calls()).isEqualTo(1);
    }
  }

  private Wire.Response websocket(Wire wire) throws IOException {
    return wire.send(
            String.join(
                "\r\n",
                "GET /ws HTTP/1.1",
                "Host: " + HOST,
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Key: k",
                refresh(old),
                "",
                ""))
        .read(false);
  }

  @Test
  void aRequestOverHttp2KeepsItsBodyToo() throws Exception {
    gate.countDown();
    Path authority = zone.layout().certificates().resolve("ca.pem");
    Zone.eventually("the authority exists", () -> Files.exists(authority));
    String body = "y".repeat(1 << 20);
    try (var client = TlsTest.http2(authority)) {
      var request =
          HttpRequest.newBuilder(
                  URI.create("https://" + HOST + ":" + zone.port("https") + "/count"))
              .header("Cookie", "buckyos_refresh_token=" + old)
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();

      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());

      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.body()).isEqualTo(Integer.toString(body.length()));
      assertThat(answer.headers().allValues("set-cookie")).hasSize(2);
    }
  }

  @Test
  void aGuestOfAPublicAppIsKnownAgainAfterARenewalAndAGuestWithoutOne() throws IOException {
    gate.countDown();
    String refresh = zone.refreshToken("alice", "blog", "b");
    panel.renews(refresh, zone.token("alice", "blog", 900), "n");

    assertThat(get("blog.home.localhost", refresh(refresh)).body()).contains("Remote-user=[alice]");
    String over = zone.refreshToken("alice", "blog", "over");
    assertThat(get("blog.home.localhost", refresh(over)).body()).doesNotContain("Remote-user");
  }

  @Test
  void anAppThatIsStoppedSaysSoAndTheSessionIsRenewedAllTheSame() throws IOException {
    gate.countDown();
    String refresh = zone.refreshToken("alice", "lazy", "l");
    panel.renews(refresh, zone.token("alice", "lazy", 900), "n");

    Wire.Response answer = get("lazy.home.localhost", refresh(refresh));

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("stopped");
    assertThat(cookies(answer)).hasSize(2);
  }

  @Test
  void aSessionAtAnotherInstallationOfTheAppOpensNothing() throws IOException {
    String other = zone.instanceToken("bob", "notes", "notes@bob", 900);
    String right = zone.instanceToken("bob", "notes", "notes@alice", 900);

    assertThat(get(HOST, "Cookie: buckyos_session_token=" + other).status()).isEqualTo(302);
    assertThat(get(HOST, "Cookie: buckyos_session_token=" + right).status()).isEqualTo(200);
  }

  @Test
  void whoeverLoggedOutOfAnAppIsAskedBeforeEnteringAgain() throws IOException {
    Wire.Response answer = get(HOST, PAGE, "Cookie: buckyos_logged_out=1");

    assertThat(answer.field("Location").orElse("")).endsWith("&prompt=select_account");
  }
}
