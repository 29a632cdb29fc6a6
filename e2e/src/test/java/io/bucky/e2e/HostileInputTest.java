package io.bucky.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.identity.Jwt;
import io.bucky.identity.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What strangers send to a zone's web port: each is answered with what is wrong, and changes
/// nothing that a person set.
class HostileInputTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static TestZone zone;
  private static WebClient web;
  private static String token = "";
  private static String refreshToken = "";
  private String before = "";

  @BeforeAll
  static void start() {
    zone = TestZone.start();
    web = new WebClient(zone);
    JsonNode login = web.loginByPassword("control-panel");
    token = login.path("session_token").asString("");
    refreshToken = login.path("refresh_token").asString("");
  }

  @AfterAll
  static void stop() {
    zone.close();
  }

  @BeforeEach
  void remember() throws IOException {
    before = wishes();
  }

  @AfterEach
  void nothingChanged() throws IOException {
    assertThat(wishes()).isEqualTo(before);
    assertThat(ok(read(token)).path("value").asString("")).isNotEmpty();
  }

  /// Everything in system config that is not reported by the zone itself.
  private static String wishes() throws IOException {
    var calls = new NodeCalls(zone.root());
    var all = new StringBuilder();
    for (String prefix : new String[] {"users", "boot", "system", "services/notes"}) {
      JsonNode answer =
          calls.service("system_config", "sys_config_snapshot", object().put("prefix", prefix));
      all.append(prefix).append(answer.path("result").path("entries")).append('\n');
    }
    return all.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          not json                                   | the body is not a JSON object
          []                                         | the body is not a JSON object
          {"method":1,"params":{}}                   | `method` is not a text
          {"params":{}}                              | `method` is missing
          {"method":"sys_config_get"}                | `params` is missing
          {"method":"a","method":"b","params":{}}    | the body is not a JSON object
          {"method":"a","params":{}} x               | the body is not a JSON object
          {"method":"a","params":{},"sys":7}         | `sys` is not an array
          {"method":"a","params":{},"sys":[-1]}      | `sys[0]` is not a sequence number
          {"method":"a","params":{},"sys":[1,{}]}    | `sys` holds something that is neither text nor null
          """)
  void aBodyThatIsNoCallIsA400(String body, String why) throws IOException {
    Raw answer = post("/kapi/system_config", body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains(why);
  }

  @Test
  void aBodyNestedTooDeeplyIsA400() throws IOException {
    String deep = "[".repeat(20_000) + "]".repeat(20_000);

    assertThat(post("/kapi/system_config", call("sys_config_get", deep, token)).status())
        .isEqualTo(400);
  }

  @Test
  void aBodyThatIsTooLargeIsA413WhetherItIsSentOrOnlyPromised() throws IOException {
    String large = call("sys_config_get", "\"" + "y".repeat(1 << 20) + "\"", token);

    Raw sent = post("/kapi/system_config", large);
    Raw promised =
        raw(
            "POST /kapi/system_config HTTP/1.1\r\nHost: "
                + TestZone.HOST
                + "\r\nContent-Length: 5000000000\r\n\r\n");

    assertThat(sent.status()).isEqualTo(413);
    assertThat(sent.body()).contains("larger than 1048576 bytes");
    assertThat(promised.status()).isEqualTo(413);
  }

  @Test
  void unknownServicesMethodsAndVerbsAreNamed() throws IOException {
    assertThat(post("/kapi/nothing", call("x", "{}", token)).status()).isEqualTo(404);
    Raw verb = raw("GET /kapi/system_config HTTP/1.1\r\nHost: " + TestZone.HOST + "\r\n\r\n");
    assertThat(verb.status()).isEqualTo(405);
    assertThat(verb.head()).contains("Allow: POST");
    for (String service :
        new String[] {
          "system_config", "verify-hub", "scheduler", "task-manager", "control-panel"
        }) {
      Raw answer = post("/kapi/" + service, call("format_disk", "{}", token));
      assertThat(answer.status()).as(service).isEqualTo(200);
      assertThat(error(answer)).as(service).isEqualTo("Unknown method: format_disk");
    }
  }

  @Test
  void tokensThatNobodyHereSignedAreRefused() throws IOException {
    ObjectNode claims = (ObjectNode) claims(token);
    String foreign = Jwt.sign(SigningKey.fromSeed(new byte[32]), Optional.of("verify-hub"), claims);
    String unsigned = base64("{\"alg\":\"none\"}") + "." + base64(claims.toString()) + ".";
    String changed = token.substring(0, token.length() - 6) + "AAAAAA";
    String elevated =
        token.split("\\.")[0]
            + "."
            + base64(claims.put("sub", "root").toString())
            + "."
            + token.split("\\.")[2];

    for (String bad : new String[] {"x", "a.b.c", foreign, unsigned, changed, elevated}) {
      Raw answer = post("/kapi/system_config", call("sys_config_list", "{\"key\":\"\"}", bad));
      assertThat(error(answer)).as(bad).startsWith("Invalid token: ");
    }
    Raw none = post("/kapi/system_config", call("sys_config_list", "{\"key\":\"\"}", ""));
    assertThat(error(none)).isEqualTo("No permission:No session token");
  }

  @Test
  void aRefreshTokenIsNoSessionToken() throws IOException {
    Raw answer =
        post("/kapi/system_config", call("sys_config_list", "{\"key\":\"\"}", refreshToken));

    assertThat(error(answer)).startsWith("Invalid token: ");
  }

  @Test
  void aTokenOfAnotherAppReadsAndWritesNothing() {
    String other = web.loginByPassword("some-app").path("session_token").asString("");
    ObjectNode write = object().put("key", "users/alice/settings").put("value", "{}");

    assertThat(
            web.call(TestZone.HOST, "system_config", "sys_config_set", write, other)
                .path("error")
                .asString(""))
        .startsWith("No permission:");
    assertThat(
            web.call(TestZone.HOST, "control-panel", "apps.list", object(), other)
                .path("error")
                .asString(""))
        .startsWith("No permission:");
  }

  @Test
  void aPasswordProofWorksOnceAndItsReplayEndsTheSession() {
    long nonce = System.currentTimeMillis();
    ObjectNode params = object();
    params.put("type", "password");
    params.put("username", TestZone.USER);
    params.put("password", WebClient.proof(TestZone.USER, TestZone.PASSWORD, nonce));
    params.put("appid", "control-panel");

    JsonNode first = web.call(TestZone.HOST, "verify-hub", "login_by_password", params, "", nonce);
    JsonNode second = web.call(TestZone.HOST, "verify-hub", "login_by_password", params, "", nonce);

    assertThat(first.has("result")).as(first.toString()).isTrue();
    assertThat(second.path("error").asString(""))
        .isEqualTo("Failed due to reason: Login nonce already used");
    ObjectNode refresh =
        object().put("refresh_token", first.path("result").path("refresh_token").asString(""));
    assertThat(web.call(TestZone.HOST, "verify-hub", "refresh_token", refresh, "").has("error"))
        .as("the session that the proof opened is over")
        .isTrue();
    long stale = nonce - 3_600_000;
    params.put("password", WebClient.proof(TestZone.USER, TestZone.PASSWORD, stale));
    assertThat(
            web.call(TestZone.HOST, "verify-hub", "login_by_password", params, "", stale)
                .path("error")
                .asString(""))
        .contains("Invalid nonce");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../security/seal.key",
        "/%2e%2e/%2e%2e/security/seal.key",
        "/..%2f..%2fsecurity%2fseal.key",
        "/..\\..\\security\\seal.key",
        "/x/../../../security/seal.key",
        "/%252e%252e/security/seal.key",
        "//etc/passwd",
        "/index.html%00.png",
        "/kapi/verify-hub/../system_config",
      })
  void pathsThatLeaveTheirFolderLeadNowhere(String path) throws IOException {
    byte[] key = Files.readAllBytes(zone.root().resolve("security/seal.key"));
    String secret = new String(key, StandardCharsets.ISO_8859_1);
    for (String host :
        new String[] {TestZone.HOST, "sys." + TestZone.HOST, "public." + TestZone.HOST}) {
      Raw answer = raw("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
      assertThat(answer.status()).as(host + path).isIn(400, 404, 405);
      assertThat(answer.body()).as(host + path).doesNotContain(secret).doesNotContain("root:");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "../..", "__meta/revision", "a\\u0000b", "a\\ud800b"})
  void keysThatAreNoKeysAreRefused(String key) throws IOException {
    for (String method : new String[] {"sys_config_get", "sys_config_set"}) {
      Raw answer =
          post(
              "/kapi/system_config",
              call(method, "{\"key\":\"" + key + "\",\"value\":\"x\"}", token));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(error(answer)).as(method + " " + key).isNotEmpty();
    }
  }

  @Test
  void aKeyThatClimbsIsJudgedByWhereItLeads() {
    String other = web.loginByPassword("some-app").path("session_token").asString("");
    ObjectNode climb =
        object().put("key", "users/alice/apps/some-app/../../settings").put("value", "{}");

    assertThat(
            web.call(TestZone.HOST, "system_config", "sys_config_set", climb, other)
                .path("error")
                .asString(""))
        .startsWith("No permission:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST /kapi/verify-hub HTTP/1.1~Host: home.localhost~Content-Length: 2~Transfer-Encoding: chunked~~0~~ | 400
          POST /kapi/verify-hub HTTP/1.1~Host: home.localhost~Content-Length: 2~Content-Length: 3~~{} | 400
          POST /kapi/verify-hub HTTP/1.1~Host: home.localhost~Content-Length: -1~~                    | 400
          POST /kapi/verify-hub HTTP/1.1~Host: home.localhost~Transfer-Encoding: chunked~~zz~~        | 400
          POST /kapi/verify-hub HTTP/1.1~Host: home.localhost~Transfer-Encoding: gzip, chunked~~0~~   | 501
          GET / HTTP/1.1~~                                                                            | 400
          GET / HTTP/1.1~Host: home.localhost~Host: evil.example~~                                    | 400
          GET / HTTP/1.1~Host : home.localhost~~                                                      | 400
          GET / HTTP/1.1~Host: home.localhost~ folded: x~~                                            | 400
          GET / HTTP/9.9~Host: home.localhost~~                                                       | 505
          G@T / HTTP/1.1~Host: home.localhost~~                                                       | 400
          """)
  void headsThatTwoServersCouldReadDifferentlyAreRefused(String request, int status)
      throws IOException {
    assertThat(raw(request.strip().replace("~", "\r\n")).status()).as(request).isEqualTo(status);
  }

  @Test
  void aHeadThatNeverEndsIsRefused() throws IOException {
    String request =
        "GET / HTTP/1.1\r\nHost: " + TestZone.HOST + "\r\nX-Long: " + "x".repeat(70_000);

    assertThat(raw(request).status()).isEqualTo(431);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          privileged: true
          network_mode: host
          pid: host
          ipc: host
          userns_mode: host
          cap_add: [ALL]
          cap_add: [SYS_MODULE]
          devices: ["/dev/sda:/dev/sda"]
          volumes: ["/:/host"]
          volumes: ["/var/run/docker.sock:/var/run/docker.sock"]
          volumes: ["../../../../security:/keys"]
          env_file: ../../../../security/seal.key
          extends: {file: /etc/passwd, service: x}
          volumes_from: ["container:other"]
          """)
  void aComposeFileThatAsksForTheMachineIsRefused(String wish) throws IOException {
    String compose = "services:\n  web:\n    image: bucky-test/busybox:1\n    " + wish + "\n";

    String error = install(compose);

    assertThat(error).as(wish).isNotEmpty();
  }

  @Test
  void aComposeFileThatIsABombIsRefused() throws IOException {
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9) + "x"));
    }
    bomb.append("services:\n  web:\n    image: bucky-test/busybox:1\n    command: *a11\n");

    assertThat(install(bomb.toString())).isNotEmpty();
    assertThat(install("services: [")).isNotEmpty();
    assertThat(install("")).isNotEmpty();
    assertThat(install("services:\n  web:\n    build: .\n")).isNotEmpty();
    assertThat(install("services:\n  web:\n    image: \"a b; rm -rf /\"\n")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          notes          | {"name":"ROOT/written","image":"a","mounts":[{"kind":"content","source":"x","target":"","read_only":true}]}
          notes          | {"name":"web","image":"a","mounts":[{"kind":"content","source":"x","target":"/../../../../written","read_only":true}]}
          notes          | {"name":"web","image":"a","mounts":[{"kind":"data","source":"../../../../../security","target":"/x"}]}
          notes          | {"name":"web","image":"a","mounts":[{"kind":"host","source":"","target":"/x"}]}
          notes          | {"name":"web","image":"a","mounts":[{"kind":"host","source":"/etc","target":"/x"}]}
          notes          | {"name":"web","image":"a","mounts":[{"kind":"host","source":"/var/run/docker.sock","target":"/x"}]}
          notes          | {"name":"web","image":"a","hardening":{"cap_add":["SYS_MODULE"]}}
          notes          | {"name":"web","image":"a","hardening":{"security_opt":["label=disable"]}}
          notes          | {"name":"web","image":"a","hardening":{"devices":[{"host":"/dev/sda","container":"/x","access":"rw"}]}}
          notes          | {"name":"web","image":"a","networks":{"host":[]}}
          notes          | {"name":"web","image":"x HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n"}
          notes          | null
          ../../../..    | {"name":"web","image":"a"}
          control-panel  | {"name":"web","image":"a"}
          """)
  void anAppDocumentThatReachesOutIsRefused(String name, String component) {
    ObjectNode params = object();
    ObjectNode document = params.putObject("source").put("kind", "app_doc").putObject("app_doc");
    ObjectNode model = document.put("name", name).putObject("compose").put("name", "notes");
    model
        .putArray("components")
        .add(JSON.readTree(component.replace("ROOT", zone.root().toString())));
    params.putArray("grants");

    JsonNode answer = web.call(TestZone.HOST, "control-panel", "apps.install", params, token);

    assertThat(answer.path("error").asString("")).as(answer.toString()).isNotEmpty();
    assertThat(zone.root().resolve("written")).doesNotExist();
  }

  /// @return the error; empty when it was taken
  private static String install(String compose) {
    ObjectNode params = object();
    ObjectNode source = params.putObject("source");
    source.put("kind", "compose");
    source.put("name", "hostile");
    source
        .putArray("files")
        .addObject()
        .put("path", "docker-compose.yml")
        .put("content", base64(compose, Base64.getEncoder()));
    params.put("app_id", "hostile");
    params.putArray("grants");
    return web.call(TestZone.HOST, "control-panel", "apps.install", params, token)
        .path("error")
        .asString("");
  }

  private static JsonNode read(String by) {
    return web.call(
        TestZone.HOST, "system_config", "sys_config_get", object().put("key", "boot/config"), by);
  }

  private static JsonNode ok(JsonNode answer) {
    assertThat(answer.has("result")).as(answer.toString()).isTrue();
    return answer.get("result");
  }

  private static String error(Raw answer) {
    return JSON.readTree(answer.body()).path("error").asString("");
  }

  private static String call(String method, String params, String by) {
    return "{\"method\":\"%s\",\"params\":%s,\"sys\":[1%s]}"
        .formatted(method, params, by.isEmpty() ? "" : ",\"" + by + "\"");
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static String base64(String text) {
    return base64(text, Base64.getUrlEncoder().withoutPadding());
  }

  private static String base64(String text, Base64.Encoder encoder) {
    return encoder.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode claims(String jwt) {
    return JSON.readTree(Base64.getUrlDecoder().decode(jwt.split("\\.")[1]));
  }

  private record Raw(int status, String head, String body) {}

  private static Raw post(String path, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return raw(
        "POST %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                .formatted(path, TestZone.HOST, bytes.length)
            + new String(bytes, StandardCharsets.ISO_8859_1));
  }

  /// Sends exactly this to the plain web port and reads one answer.
  private static Raw raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), zone.httpPort())) {
      socket.setSoTimeout(20_000);
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
      } catch (SocketException e) {
        // it was refused before all was sent; the answer tells why
      }
      var in = socket.getInputStream();
      String head = readHead(in);
      int length =
          head.lines()
              .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
              .map(line -> Integer.parseInt(line.substring(15).strip()))
              .findFirst()
              .orElse(0);
      String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      return new Raw(Integer.parseInt(head.substring(9, 12)), head, body);
    }
  }

  private static String readHead(java.io.InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the connection ended after '" + head + "'");
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }
}
