package io.bucky.containers.engine;

import static io.bucky.containers.engine.EngineCalls.SLOW;
import static io.bucky.containers.engine.EngineCalls.encoded;
import static io.bucky.containers.engine.EngineCalls.filters;

import io.bucky.containers.engine.EngineLink.Request;
import io.bucky.json.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The networks of the engine.
public final class NetworkCalls {
  private final EngineCalls calls;

  NetworkCalls(EngineCalls calls) {
    this.calls = calls;
  }

  public EngineAnswer<String> create(String name, boolean internal, Map<String, String> labels)
      throws InterruptedException {
    ObjectNode body = Json.object();
    body.put("Name", name).put("Driver", "bridge").put("CheckDuplicate", true);
    body.put("Internal", internal).set("Labels", Json.tree(labels));
    return calls
        .call(Request.post("/networks/create", body, SLOW))
        .map(json -> json.path("Id").asString(""));
  }

  public EngineAnswer<List<JsonNode>> list(Map<String, String> labels) throws InterruptedException {
    return calls.get("/networks?filters=" + filters(labels)).map(EngineCalls::items);
  }

  public EngineAnswer<JsonNode> connect(String network, String container, List<String> aliases)
      throws InterruptedException {
    ObjectNode body = Json.object();
    body.put("Container", container);
    ArrayNode names = body.putObject("EndpointConfig").putArray("Aliases");
    aliases.forEach(names::add);
    return calls.call(Request.post("/networks/" + encoded(network) + "/connect", body, SLOW));
  }

  public EngineAnswer<JsonNode> remove(String id) throws InterruptedException {
    return calls.call(Request.delete("/networks/" + encoded(id), SLOW));
  }
}
