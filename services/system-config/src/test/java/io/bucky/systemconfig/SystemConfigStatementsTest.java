package io.bucky.systemconfig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The conformance statements of system config, over HTTP.
class SystemConfigStatementsTest {
  private final ZoneFixture zone = new ZoneFixture().booted();

  SystemConfigStatementsTest() throws IOException, InterruptedException {}

  @AfterEach
  void close() {
    zone.close();
  }

  private JsonNode ask(String method, String params) throws IOException, InterruptedException {
    return zone.call(method, params, zone.deviceToken());
  }

  private static String error(JsonNode answer) {
    return answer.path("error").stringValue("");
  }

  private static void ok(JsonNode answer) {
    assertThat(answer.has("result")).as("%s", answer).isTrue();
    assertThat(answer.has("error")).isFalse();
  }

  private long version(String key) throws IOException, InterruptedException {
    return ask("sys_config_get", "{'key':'" + key + "'}")
        .path("result")
        .path("version")
        .longValue(0);
  }

  @Test
  @DisplayName("S41: any method without a token, or with an expired one, is refused")
  void refusesWithoutToken() throws IOException, InterruptedException {
    String expired = zone.token(zone.hub, "alice", "notes", Duration.ofMinutes(-5));
    for (var method : zone.service.service().methods()) {
      JsonNode without = zone.post("{\"method\":\"" + method.name() + "\",\"params\":{}}");
      assertThat(error(without)).as(method.name()).contains("No session token");
      JsonNode late = zone.call(method.name(), "{}", expired);
      assertThat(error(late)).as(method.name()).startsWith("Token expired:");
    }
  }

  @Test
  @DisplayName("S42: get of a missing key is null")
  void missingIsNull() throws IOException, InterruptedException {
    JsonNode answer = ask("sys_config_get", "{'key':'services/none'}");

    ok(answer);
    assertThat(answer.get("result").isNull()).isTrue();
    assertThat(error(ask("sys_config_get", "{}"))).contains("Missing key");
  }

  @Test
  @DisplayName("S43: set then get brings text and version 1, a second set version 2")
  void versionsCount() throws IOException, InterruptedException {
    ok(ask("sys_config_set", "{'key':'services/x','value':'one'}"));
    JsonNode first = ask("sys_config_get", "{'key':'services/x'}").path("result");
    assertThat(first.toString()).isEqualTo("{\"value\":\"one\",\"version\":1}");

    JsonNode second = ask("sys_config_set", "{'key':'services/x','value':'two'}");

    assertThat(second.get("result").isNull()).isTrue();
    assertThat(version("services/x")).isEqualTo(2);
  }

  @Test
  @DisplayName("S44: delete and create continue the version")
  void versionSurvivesDeletion() throws IOException, InterruptedException {
    ok(ask("sys_config_set", "{'key':'services/x','value':'one'}"));
    ok(ask("sys_config_delete", "{'key':'services/x'}"));
    ok(ask("sys_config_create", "{'key':'services/x','value':'two'}"));

    assertThat(version("services/x")).isEqualTo(3);
  }

  @Test
  @DisplayName("S45: create on an existing key, delete and append on a missing one are errors")
  void refusesTheWrongState() throws IOException, InterruptedException {
    ok(ask("sys_config_set", "{'key':'services/x','value':'one'}"));

    assertThat(error(ask("sys_config_create", "{'key':'services/x','value':'two'}")))
        .isEqualTo("Failed due to reason: key exist : services/x");
    assertThat(error(ask("sys_config_delete", "{'key':'services/y'}")))
        .contains("key not found : services/y");
    assertThat(error(ask("sys_config_append", "{'key':'services/y','append_value':'z'}")))
        .isEqualTo("Key not exist: services/y");
    ok(ask("sys_config_append", "{'key':'services/x','append_value':'!'}"));
    assertThat(ask("sys_config_get", "{'key':'services/x'}").at("/result/value").stringValue())
        .isEqualTo("one!");
  }

  @Test
  @DisplayName("S46: list brings direct child names only, and [] for an unknown prefix")
  void listsChildren() throws IOException, InterruptedException {
    assertThat(ask("sys_config_list", "{'key':'users'}").get("result").toString())
        .isEqualTo("[\"alice\",\"bob\",\"carol\"]");
    assertThat(ask("sys_config_list", "{'key':'nothing/here'}").get("result").toString())
        .isEqualTo("[]");
    assertThat(ask("sys_config_list", "{'key':''}").get("result").toString())
        .isEqualTo("[\"boot\",\"devices\",\"system\",\"users\"]");
  }

  @Test
  @DisplayName("S47: four spellings are one key, and a/../c is c")
  void normalisesKeys() throws IOException, InterruptedException {
    for (String spelling : new String[] {"a/b", "/a/b", "/config/a/b", "obj://config/a/b"}) {
      ok(ask("sys_config_set", "{'key':'" + spelling + "','value':'x'}"));
    }
    ok(ask("sys_config_set", "{'key':'a/../c','value':'x'}"));

    assertThat(version("a/b")).isEqualTo(4);
    assertThat(version("c")).isEqualTo(1);
  }

  @Test
  @DisplayName("S48: a key under __meta/ is an error")
  void metaIsReserved() throws IOException, InterruptedException {
    for (String method : new String[] {"sys_config_get", "sys_config_delete", "sys_config_list"}) {
      assertThat(error(ask(method, "{'key':'__meta/rev'}"))).isNotEmpty();
    }
    assertThat(error(ask("sys_config_set", "{'key':'a/../__meta/x','value':'1'}")))
        .contains("internal metadata key is reserved");
    assertThat(error(ask("sys_config_exec_tx", "{'actions':{'/__meta/x':{'action':'remove'}}}")))
        .contains("internal metadata key is reserved");
  }

  @Test
  @DisplayName("S49: set_by_json_path makes objects on the way; below a number is an error")
  void setsByPath() throws IOException, InterruptedException {
    ok(ask("sys_config_set", "{'key':'services/x','value':'{}'}"));
    ok(ask("sys_config_set_by_json_path", "{'key':'services/x','json_path':'/x/y','value':'1'}"));
    assertThat(ask("sys_config_get", "{'key':'services/x'}").at("/result/value").stringValue())
        .isEqualTo("{\"x\":{\"y\":1}}");

    assertThat(
            error(
                ask(
                    "sys_config_set_by_json_path",
                    "{'key':'services/x','json_path':'/x/y/z/w','value':'1'}")))
        .contains("/x/y is a number");
    assertThat(version("services/x")).isEqualTo(2);
    ok(ask("sys_config_set_by_json_path", "{'key':'services/x','json_path':'x','value':'null'}"));
    assertThat(ask("sys_config_get", "{'key':'services/x'}").at("/result/value").stringValue())
        .isEqualTo("{\"x\":null}");
  }

  @Test
  @DisplayName("S50: one forbidden key among three, and nothing is written")
  void checksAllKeysFirst() throws IOException, InterruptedException {
    JsonNode answer =
        zone.call(
            "sys_config_exec_tx",
            "{'actions':{'users/bob/apps/notes/settings':{'action':'update','value':'1'},"
                + "'users/alice/settings':{'action':'update','value':'{}'},"
                + "'users/bob/apps/notes/info':{'action':'update','value':'1'}}}",
            zone.token("bob", "notes"));

    assertThat(error(answer))
        .isEqualTo("No permission:No write permission for key: users/alice/settings");
    assertThat(version("users/bob/apps/notes/settings")).isZero();
    assertThat(version("users/bob/apps/notes/info")).isZero();
  }

  @Test
  @DisplayName("S51: main_key guards, in both forms, and gains a revision")
  void guards() throws IOException, InterruptedException {
    zone.put("services/k", "1");
    zone.put("services/k", "2");

    JsonNode stale =
        ask(
            "sys_config_exec_tx",
            "{'actions':{'services/o':{'action':'update','value':'1'}},'main_key':'services/k:1'}");
    assertThat(error(stale)).contains("revision mismatch for key services/k: expected 1, actual 2");
    assertThat(version("services/o")).isZero();

    ok(
        ask(
            "sys_config_exec_tx",
            "{'actions':{'services/o':{'action':'update','value':'1'}},"
                + "'main_key':{'key':'services/k','revision':2}}"));
    assertThat(version("services/k")).isEqualTo(3);
    assertThat(version("services/o")).isEqualTo(1);
  }

  @Test
  @DisplayName("S52: set_by_path with null removes, remove of a missing key is fine")
  void actions() throws IOException, InterruptedException {
    zone.put("services/x", "{\"a\":1,\"b\":2}");

    ok(
        ask(
            "sys_config_exec_tx",
            "{'actions':{'services/x':{'action':'set_by_path','all_set':{'/a':null,'/c':'5'}},"
                + "'services/none':{'action':'remove'}}}"));

    assertThat(ask("sys_config_get", "{'key':'services/x'}").at("/result/value").stringValue())
        .isEqualTo("{\"b\":2,\"c\":\"5\"}");
    assertThat(error(ask("sys_config_exec_tx", "{'actions':{'services/x':{'action':'explode'}}}")))
        .contains("Unknown action type: explode");
  }

  @Test
  @DisplayName("S53: dump_configs_for_scheduler is for the scheduler and the node daemon")
  void dumps() throws IOException, InterruptedException {
    zone.put("security/verify-hub/key", "sealed:v1:x");
    String scheduler = zone.identity.loginToken("ood1", "scheduler", Duration.ofMinutes(5));

    JsonNode dump = zone.call("dump_configs_for_scheduler", "{}", scheduler).get("result");

    assertThat(dump.get("users/bob/settings").isString()).isTrue();
    assertThat(dump.has("security/verify-hub/key")).isFalse();
    String other = zone.identity.loginToken("ood1", "buckycli", Duration.ofMinutes(5));
    assertThat(error(zone.call("dump_configs_for_scheduler", "{}", other)))
        .isEqualTo("No permission:No permission");
    assertThat(error(zone.call("dump_configs_for_scheduler", "{}", zone.token("bob", "scheduler"))))
        .isEqualTo("No permission:No permission");
  }

  @Test
  @DisplayName("S54: a user writes the settings of an app with that app's token only")
  void usersAreKeptApart() throws IOException, InterruptedException {
    String write = "{'key':'users/bob/apps/notes/settings','value':'{}'}";

    assertThat(
            error(
                zone.call(
                    "sys_config_set",
                    "{'key':'users/alice/settings','value':'{}'}",
                    zone.token("bob", "notes"))))
        .contains("No write permission");
    ok(zone.call("sys_config_set", write, zone.token("bob", "notes")));
    assertThat(error(zone.call("sys_config_set", write, zone.token("bob", "other"))))
        .contains("No write permission");
    assertThat(error(zone.call("sys_config_set", write, zone.token("carol", "notes"))))
        .contains("No write permission");
  }

  @Test
  @DisplayName("S55: an admin reads services/* and does not write the policy")
  void adminsRead() throws IOException, InterruptedException {
    zone.put("services/x/spec", "{}");
    String admin = zone.token("alice", "control-panel");

    ok(zone.call("sys_config_get", "{'key':'services/x/spec'}", admin));
    assertThat(error(zone.call("sys_config_set", "{'key':'system/rbac/policy','value':''}", admin)))
        .contains("No write permission");
  }

  @Test
  @DisplayName("S56: a policy write holds for the next request, and no allowed one fails meanwhile")
  void policyReloadsWithoutGap() throws IOException, InterruptedException {
    String dora = zone.token("dora", "notes");
    String write = "{'key':'users/dora/apps/notes/settings','value':'{}'}";
    assertThat(error(zone.call("sys_config_set", write, dora))).contains("No write permission");
    var running = new AtomicBoolean(true);
    var failures = new AtomicInteger();
    var others =
        Thread.ofVirtual()
            .start(() -> {
              String bob = zone.token("bob", "notes");
              while (running.get()) {
                try {
                  JsonNode read = zone.call("sys_config_get", "{'key':'boot/config'}", bob);
                  failures.addAndGet(read.has("result") ? 0 : 1);
                } catch (IOException | InterruptedException e) {
                  failures.incrementAndGet();
                }
              }
            });

    for (int i = 0; i < 20; i++) {
      ok(
          ask(
              "sys_config_append",
              "{'key':'system/rbac/policy','append_value':'g, dora, users\\n'}"));
      ok(zone.call("sys_config_set", write, dora));
      zone.put("system/rbac/policy", ZoneFixture.TAIL);
      assertThat(error(zone.call("sys_config_set", write, dora))).contains("No write permission");
    }

    running.set(false);
    others.join();
    assertThat(failures).hasValue(0);
  }

  @Test
  void aPolicyThatCannotBeReadIsRefused() throws IOException, InterruptedException {
    assertThat(
            error(ask("sys_config_set", "{'key':'system/rbac/policy','value':'g, only-one\\n'}")))
        .contains("of the policy");
    ok(ask("sys_config_get", "{'key':'boot/config'}"));
  }

  @Test
  void secretsAreNotForAppsUsersOrSystemServices() throws IOException, InterruptedException {
    zone.put("security/verify-hub/key", "sealed:v1:x");
    String read = "{'key':'security/verify-hub/key'}";

    for (String[] who :
        new String[][] {{"alice", "control-panel"}, {"bob", "notes"}, {"ood1", "notes"}}) {
      String token = zone.token(who[0], who[1]);
      assertThat(error(zone.call("sys_config_get", read, token))).contains("No read permission");
      assertThat(error(zone.call("sys_config_history", read, token)))
          .contains("No read permission");
      assertThat(
              zone.call("sys_config_snapshot", "{'prefix':'security'}", token)
                  .at("/result/entries")
                  .isEmpty())
          .isTrue();
    }
  }

  @Test
  void theHistoryOfAKeyIsTold() throws IOException, InterruptedException {
    zone.put("services/x", "1");
    ok(ask("sys_config_delete", "{'key':'services/x'}"));

    JsonNode changes = ask("sys_config_history", "{'key':'services/x'}").at("/result/changes");

    assertThat(changes).hasSize(2);
    assertThat(changes.at("/0/value").stringValue()).isEqualTo("1");
    assertThat(changes.at("/1").has("value")).isFalse();
  }
}
