package io.bucky.containers.engine;

import static io.bucky.containers.engine.EngineCalls.SLOW;
import static io.bucky.containers.engine.EngineCalls.encoded;
import static io.bucky.containers.engine.EngineCalls.filters;
import static io.bucky.containers.engine.EngineCalls.texts;

import io.bucky.containers.engine.EngineLink.Request;
import io.bucky.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The named volumes of the engine.
public final class VolumeCalls {
  private final EngineCalls calls;

  VolumeCalls(EngineCalls calls) {
    this.calls = calls;
  }

  /// A named volume whose files are in `folder`. The engine fills an empty one with what the image
  /// has at the place where it is mounted.
  public EngineAnswer<JsonNode> create(String name, Path folder, Map<String, String> labels)
      throws InterruptedException {
    ObjectNode body = Json.object();
    body.put("Name", name).put("Driver", "local");
    body.putObject("DriverOpts")
        .put("type", "none")
        .put("o", "bind")
        .put("device", folder.toString());
    body.set("Labels", Json.tree(labels));
    return calls.call(Request.post("/volumes/create", body, SLOW));
  }

  public EngineAnswer<JsonNode> inspect(String name) throws InterruptedException {
    return calls.get("/volumes/" + encoded(name));
  }

  public EngineAnswer<List<String>> list(Map<String, String> labels) throws InterruptedException {
    return calls
        .get("/volumes?filters=" + filters(labels))
        .map(json -> texts(json.path("Volumes"), "Name"));
  }

  /// Forgets a volume. The files of [#createVolume]'s folder stay.
  public EngineAnswer<JsonNode> remove(String name) throws InterruptedException {
    return calls.call(Request.delete("/volumes/" + encoded(name), SLOW));
  }
}
