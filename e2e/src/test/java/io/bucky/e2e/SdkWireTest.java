package io.bucky.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bucky.base.Secret;
import io.bucky.identity.Jwt;
import io.bucky.identity.Mnemonic;
import io.bucky.identity.SigningKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the published TypeScript client (npm `buckyos` 1.4.2) does in its three runtimes, byte
/// shapes and all, over HTTPS (inside a container: HTTP to the node gateway). The package itself is
/// not used here; what it sends is written down from its wire contract.
class SdkWireTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static TestZone zone;
  private static WebClient web;

  @BeforeAll
  static void start() {
    assumeTrue(Containers.engineAnswers(), "no container engine answers");
    zone = TestZone.start();
    web = new WebClient(zone);
    Path notes =
        zone.composeApp(
            "notes",
            "services:\n  web:\n    image: %s\n    command: [\"sleep\", \"3600\"]\n"
                .formatted(Containers.busybox()));
    zone.json("app", "install", notes.toString());
  }

  @AfterAll
  static void stop() {
    if (zone != null) {
      zone.close();
    }
  }

  @Test
  void browserLogsInReadsConfigAndRunsATask() {
    JsonNode login = web.loginByPassword("notes");
    String token = login.path("session_token").asString("");

    assertThat(login.path("user_info").path("user_id").asString("")).isEqualTo(TestZone.USER);
    assertThat(claims(token).path("appid").asString("")).isEqualTo("notes");

    JsonNode boot =
        ok(web.call(TestZone.HOST, "system_config", "sys_config_get", key("boot/config"), token));
    JsonNode document = JSON.readTree(boot.path("value").asString("{}"));
    assertThat(boot.path("version").isNumber()).isTrue();
    assertThat(document.path("verify_hub_info").path("public_key").path("kty").asString(""))
        .isEqualTo("OKP");

    ObjectNode create = object();
    create.put("name", "import");
    create.put("task_type", "import");
    create.put("user_id", TestZone.USER);
    create.put("app_id", "notes");
    JsonNode created = ok(web.call(TestZone.HOST, "task-manager/", "create_task", create, token));
    long id = created.path("task_id").asLong();
    assertThat(created.path("task").path("status").asString("")).isEqualTo("Pending");
    assertThat(created.path("task").path("root_id").asString("")).isEqualTo(Long.toString(id));

    ObjectNode progress = object();
    progress.put("id", id);
    progress.put("completed_items", 1);
    progress.put("total_items", 2);
    ok(web.call(TestZone.HOST, "task-manager/", "update_task_progress", progress, token));
    JsonNode task =
        ok(web.call(TestZone.HOST, "task-manager/", "get_task", object().put("id", id), token))
            .path("task");
    assertThat(task.path("progress").asDouble()).isEqualTo(50);
    assertThat(task.path("data").path("completed_items").asInt()).isEqualTo(1);
  }

  @Test
  void aPageReadsAndWritesTheSettingsOfItsOwnApp() {
    String token = web.loginByPassword("notes").path("session_token").asString("");
    String own = "services/notes/settings";

    assertThat(config(token, "sys_config_get", key(own)).path("value").asString(""))
        .as("the client reads before it writes")
        .isEqualTo("{}");
    config(token, "sys_config_set", key(own).put("value", "{\"theme\":{\"color\":\"blue\"}}"));
    config(
        token,
        "sys_config_set_by_json_path",
        key(own).put("json_path", "/theme/color").put("value", "\"red\""));

    assertThat(config(token, "sys_config_get", key(own)).path("value").asString(""))
        .isEqualTo("{\"theme\":{\"color\":\"red\"}}");
    for (String foreign : List.of("services/gateway/settings", "services/other/settings")) {
      assertThat(refusal(token, "sys_config_get", key(foreign))).contains("No permission");
    }
    assertThat(refusal(token, "sys_config_set", key("services/notes/spec").put("value", "{}")))
        .contains("No permission");
  }

  @Test
  void everyAppHostAnswersKapiAsTheClientExpects() {
    JsonNode answer =
        web.call("notes-alice." + TestZone.HOST, "verify-hub", "nothing", object(), "", 7);

    assertThat(answer.path("error").asString("")).contains("Unknown method");
    assertThat(answer.path("sys").toString()).isEqualTo("[7]");
    assertThat(web.get(TestZone.HOST, "/1.0/identifiers/self").statusCode()).isEqualTo(200);
    assertThat(web.get("notes-alice." + TestZone.HOST, "/1.0/identifiers/self").statusCode())
        .isNotEqualTo(200);
  }

  @Test
  void appClientLogsInWithTheOwnerKeyAndRefreshes() {
    SigningKey owner = Mnemonic.parse(new Secret(zone.recoveryPhrase())).orThrow().ownerKey();
    long now = System.currentTimeMillis() / 1_000;
    ObjectNode claims = object();
    claims.put("token_type", "Normal");
    claims.put("appid", "tool");
    claims.put("jti", Long.toString(now));
    claims.put("session", now);
    claims.put("sub", "root");
    claims.put("userid", "root");
    claims.put("iss", "root");
    claims.put("exp", now + 900);
    claims.set("extra", object());
    String jwt = Jwt.sign(owner, Optional.of("root"), claims);

    JsonNode pair =
        ok(
            web.call(
                TestZone.HOST,
                "verify-hub",
                "login_by_jwt",
                object().put("type", "jwt").put("jwt", jwt),
                jwt));
    assertThat(claims(pair.path("session_token").asString("")).path("appid").asString(""))
        .isEqualTo("tool");
    JsonNode fresh =
        ok(
            web.call(
                TestZone.HOST,
                "verify-hub",
                "refresh_token",
                object().put("refresh_token", pair.path("refresh_token").asString("")),
                ""));
    assertThat(
            ok(web.call(
                    TestZone.HOST,
                    "verify-hub",
                    "verify_token",
                    object()
                        .put("session_token", fresh.path("session_token").asString(""))
                        .put("appid", "tool"),
                    ""))
                .asBoolean(false))
        .isTrue();
    assertThat(
            web.call(
                    TestZone.HOST,
                    "verify-hub",
                    "refresh_token",
                    object().put("refresh_token", pair.path("refresh_token").asString("")),
                    "")
                .has("error"))
        .as("a refresh token works once")
        .isTrue();
    assertThat(
            web.call(
                    TestZone.HOST,
                    "verify-hub",
                    "login_by_jwt",
                    object().put("type", "jwt").put("jwt", jwt),
                    "")
                .path("error")
                .asString(""))
        .contains("already used");
  }

  @Test
  void appServiceReadsItsSettingsFromInsideAContainer() {
    String script =
        """
        T=$$(env | sed -n 's/^ALICE_INSIDE_TOKEN=//p'); G=$$(echo $$BUCKYOS_HOST_GATEWAY);
        call() { wget -q -O - --header 'Content-Type: application/json' --post-data "$$2" http://$$G:%d/kapi/$$1; };
        R=$$(call verify-hub "{\\"method\\":\\"login_by_jwt\\",\\"params\\":{\\"type\\":\\"jwt\\",\\"jwt\\":\\"$$T\\"},\\"sys\\":[1]}");
        S=$$(echo "$$R" | sed 's/.*"session_token":"\\([^"]*\\)".*/\\1/');
        call system_config "{\\"method\\":\\"sys_config_get\\",\\"params\\":{\\"key\\":\\"users/alice/apps/inside/settings\\"},\\"sys\\":[9,\\"$$S\\"]}";
        call system_config "{\\"method\\":\\"sys_config_set\\",\\"params\\":{\\"key\\":\\"users/alice/apps/inside/settings\\",\\"value\\":\\"{}\\"},\\"sys\\":[2,\\"$$S\\"]}";
        call system_config "{\\"method\\":\\"sys_config_get\\",\\"params\\":{\\"key\\":\\"users/alice/apps/inside/settings\\"},\\"sys\\":[3,\\"$$S\\"]}";
        call system_config "{\\"method\\":\\"sys_config_get\\",\\"params\\":{\\"key\\":\\"users/alice/settings\\"},\\"sys\\":[4,\\"$$S\\"]}";
        echo finished; sleep 3600
        """
            .formatted(zone.nodeGatewayPort());
    Path folder =
        zone.composeApp(
            "inside",
            "services:\n  web:\n    image: %s\n    command:\n      - sh\n      - -c\n      - |\n%s"
                .formatted(
                    Containers.busybox(),
                    script
                        .lines()
                        .map(line -> "        " + line + "\n")
                        .reduce("", String::concat)));
    zone.json("app", "install", folder.toString());

    TestZone.await(
        "the app's calls",
        Duration.ofSeconds(30),
        () -> zone.run("app", "logs", "inside").out().contains("finished"));
    String said = zone.run("app", "logs", "inside").out();

    assertThat(said)
        .as("the client reads before it writes")
        .contains("{\"result\":{\"value\":\"{}\",\"version\":1},\"sys\":[9]}");
    assertThat(said).contains("{\"result\":null,\"sys\":[2]}");
    assertThat(said).contains("\"version\":2");
    assertThat(said).as("another key is not for the app").contains("No permission");
    zone.json("app", "uninstall", "inside", "--delete-data");
  }

  private static JsonNode config(String token, String method, ObjectNode params) {
    return ok(web.call(TestZone.HOST, "system_config", method, params, token));
  }

  private static String refusal(String token, String method, ObjectNode params) {
    JsonNode answer = web.call(TestZone.HOST, "system_config", method, params, token);
    return answer.path("error").asString("");
  }

  private static JsonNode ok(JsonNode answer) {
    assertThat(answer.has("error")).as(answer.toString()).isFalse();
    return answer.get("result");
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static ObjectNode key(String key) {
    return object().put("key", key);
  }

  private static JsonNode claims(String token) {
    return JSON.readTree(java.util.Base64.getUrlDecoder().decode(token.split("\\.")[1]));
  }
}
