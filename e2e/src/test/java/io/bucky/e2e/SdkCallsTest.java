package io.bucky.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Every call of the task and config clients in the published TypeScript client (npm `buckyos`
/// 1.4.2), with the parameters that it sends.
class SdkCallsTest {
  private static final String APP = "buckycli";
  private static TestZone zone;
  private static WebClient web;

  @BeforeAll
  static void start() {
    zone = TestZone.start();
    web = new WebClient(zone);
  }

  @AfterAll
  static void stop() {
    if (zone != null) {
      zone.close();
    }
  }

  @Test
  void everyTaskCallOfTheClientIsAnswered() {
    String token = web.loginByPassword(APP).path("session_token").asString("");
    long id = newTask(token, "tour").path("task_id").asLong();
    long child =
        ok(task(token, "create_task", taskOf("tour-child").put("parent_id", id).put("priority", 3)))
            .path("task_id")
            .asLong();

    assertThat(ids(task(token, "get_subtasks", object().put("parent_id", id))))
        .containsExactly(child);
    assertThat(ids(task(token, "list_tasks", object().put("root_id", id))))
        .as("the client sends a root as a number or as text")
        .containsExactlyInAnyOrder(id, child)
        .containsExactlyInAnyOrderElementsOf(
            ids(task(token, "list_tasks", object().put("root_id", Long.toString(id)))));
    ok(task(token, "update_task_status", object().put("id", id).put("status", "Running")));
    ok(task(token, "update_task_status", object().put("id", id).put("status", "Paused")));
    ok(
        task(
            token,
            "update_task_status",
            object().put("id", id).put("status", "WaitingForApproval")));
    ObjectNode waiting = object();
    waiting.put("app_id", APP).put("task_type", "import").put("status", "WaitingForApproval");
    waiting.put("source_user_id", TestZone.USER).put("source_app_id", APP);
    assertThat(ids(task(token, "list_tasks", waiting))).containsExactly(id);
    ok(task(token, "update_task_progress", progress(id, 1, 2)));
    ok(task(token, "update_task_data", object().put("id", id).set("data", object().put("b", 2))));
    ok(task(token, "update_task", object().put("id", id).put("message", "half")));
    long created = one(token, id).path("created_at").asLong();
    ObjectNode range = object().put("app_id", APP).put("source_user_id", TestZone.USER);
    range.put("start_time", created - 1).put("end_time", created + 60);
    assertThat(ids(task(token, "list_tasks_by_time_range", range))).contains(id, child);

    ok(task(token, "update_task_status", object().put("id", id).put("status", "Completed")));
    ok(task(token, "update_task_error", object().put("id", child).put("error_message", "gone")));
    ok(task(token, "update_task_status", object().put("id", child).put("status", "Failed")));

    assertThat(one(token, id).path("progress").asDouble()).as("as it was said").isEqualTo(50);
    assertThat(one(token, id).path("message").asString("")).isEqualTo("half");
    assertThat(one(token, child).path("message").asString("")).isEqualTo("gone");
    ok(task(token, "delete_task", object().put("id", child)));
    ok(task(token, "delete_task", object().put("id", id)));
    assertThat(task(token, "get_task", object().put("id", id)).path("error").asString(""))
        .contains("not found");
  }

  @Test
  void everyConfigCallOfTheClientIsAnswered() {
    String token = web.loginByPassword(APP).path("session_token").asString("");
    String place = "users/" + TestZone.USER + "/apps/tour/sdk";

    config(token, "sys_config_create", key(place).put("value", "{\"a\":1}"));
    assertThat(refusal(token, "sys_config_create", key(place).put("value", "{}")))
        .contains("exist");
    config(
        token, "sys_config_set_by_json_path", key(place).put("json_path", "b/c").put("value", "2"));
    JsonNode read = config(token, "sys_config_get", key(place));
    assertThat(read.path("value").asString("")).isEqualTo("{\"a\":1,\"b\":{\"c\":2}}");
    config(token, "sys_config_set", key(place + "-log").put("value", "one,"));
    config(token, "sys_config_append", key(place + "-log").put("append_value", "two"));
    assertThat(
            config(token, "sys_config_list", key("users/" + TestZone.USER + "/apps/tour"))
                .toString())
        .contains("sdk", "sdk-log");

    ObjectNode actions = object();
    actions.set(
        place,
        object().put("action", "set_by_path").set("all_set", object().put("/a", 5).put("/d", "e")));
    actions.set(place + "-log", object().put("action", "append").put("value", ",three"));
    actions.set(place + "-new", object().put("action", "create").put("value", "x"));
    ObjectNode transaction = object().set("actions", actions);
    transaction.put("main_key", place + ":" + read.path("version").asLong());
    config(token, "sys_config_exec_tx", transaction);

    assertThat(config(token, "sys_config_get", key(place)).path("value").asString(""))
        .isEqualTo("{\"a\":5,\"b\":{\"c\":2},\"d\":\"e\"}");
    assertThat(config(token, "sys_config_get", key(place + "-log")).path("value").asString(""))
        .isEqualTo("one,two,three");
    assertThat(refusal(token, "sys_config_exec_tx", transaction)).contains("revision mismatch");
    for (String key : List.of(place, place + "-log", place + "-new")) {
      config(token, "sys_config_delete", key(key));
      assertThat(config(token, "sys_config_get", key(key)).isNull()).isTrue();
    }
    config(token, "sys_refresh_trust_keys", object());
  }

  private static JsonNode config(String token, String method, ObjectNode params) {
    return ok(web.call(TestZone.HOST, "system_config", method, params, token));
  }

  private static String refusal(String token, String method, ObjectNode params) {
    JsonNode answer = web.call(TestZone.HOST, "system_config", method, params, token);
    return answer.path("error").asString("");
  }

  private static JsonNode task(String token, String method, JsonNode params) {
    return web.call(TestZone.HOST, "task-manager/", method, params, token);
  }

  private static JsonNode newTask(String token, String name) {
    return ok(task(token, "create_task", taskOf(name)));
  }

  private static ObjectNode taskOf(String name) {
    ObjectNode create = object().put("name", name).put("task_type", "import");
    return create.put("user_id", TestZone.USER).put("app_id", APP).put("app_name", APP);
  }

  private static ObjectNode progress(long id, int completed, int total) {
    return object().put("id", id).put("completed_items", completed).put("total_items", total);
  }

  private static JsonNode one(String token, long id) {
    return ok(task(token, "get_task", object().put("id", id))).path("task");
  }

  private static List<Long> ids(JsonNode answer) {
    return ok(answer).path("tasks").valueStream().map(it -> it.path("id").asLong()).toList();
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
}
