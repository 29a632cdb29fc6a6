package io.bucky.containers.engine;

import static io.bucky.containers.engine.EngineCalls.SLOW;
import static io.bucky.containers.engine.EngineCalls.eachLine;
import static io.bucky.containers.engine.EngineCalls.encoded;
import static io.bucky.containers.engine.EngineCalls.filters;
import static io.bucky.containers.engine.EngineCalls.items;
import static io.bucky.containers.engine.EngineCalls.labelFilter;
import static io.bucky.containers.engine.EngineCalls.texts;

import io.bucky.containers.engine.EngineLink.Request;
import io.bucky.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The containers of the engine.
public final class ContainerCalls {
  private final EngineCalls calls;

  ContainerCalls(EngineCalls calls) {
    this.calls = calls;
  }

  /// @param labels that all must match
  public EngineAnswer<List<String>> list(Map<String, String> labels) throws InterruptedException {
    return calls
        .get("/containers/json?all=1&filters=" + filters(labels))
        .map(json -> texts(json, "Id"));
  }

  /// @return the new container's id
  public EngineAnswer<String> create(String name, ObjectNode body) throws InterruptedException {
    return calls
        .call(Request.post("/containers/create?name=" + encoded(name), body, SLOW))
        .map(json -> json.path("Id").asString(""));
  }

  public EngineAnswer<EngineContainer> inspect(String idOrName) throws InterruptedException {
    return calls.get("/containers/" + encoded(idOrName) + "/json").map(EngineContainer::of);
  }

  public EngineAnswer<JsonNode> start(String id) throws InterruptedException {
    return calls.call(Request.post("/containers/" + encoded(id) + "/start", SLOW));
  }

  /// Sends a signal to its first process.
  public EngineAnswer<JsonNode> signal(String id, String signal) throws InterruptedException {
    String path = "/containers/" + encoded(id) + "/kill?signal=" + encoded(signal);
    return calls.call(Request.post(path, SLOW));
  }

  /// Removes it with its anonymous volumes, running or not.
  public EngineAnswer<JsonNode> remove(String id) throws InterruptedException {
    return calls.call(Request.delete("/containers/" + encoded(id) + "?force=1&v=1", SLOW));
  }

  /// Freezes all its processes.
  public EngineAnswer<JsonNode> pause(String id) throws InterruptedException {
    return calls.call(Request.post("/containers/" + encoded(id) + "/pause", SLOW));
  }

  public EngineAnswer<JsonNode> unpause(String id) throws InterruptedException {
    return calls.call(Request.post("/containers/" + encoded(id) + "/unpause", SLOW));
  }

  /// What the containers that run show of this machine; those that are paused are among them.
  ///
  /// @param labels that all must match
  public EngineAnswer<List<Running>> running(Map<String, String> labels)
      throws InterruptedException {
    return calls
        .get("/containers/json?filters=" + filters(labels))
        .map(json -> items(json).stream().map(Running::of).toList());
  }

  /// One that runs.
  ///
  /// @param paused whether it is frozen
  public record Running(String id, String name, boolean paused, List<Mount> mounts) {
    static Running of(JsonNode json) {
      return new Running(
          json.path("Id").asString(""),
          json.path("Names").path(0).asString("").replaceFirst("^/", ""),
          json.path("State").asString("").equals("paused"),
          items(json.path("Mounts")).stream().map(Mount::of).toList());
    }
  }

  /// @param source a path of this machine, or a volume's name
  public record Mount(boolean volume, String source, boolean writable) {
    static Mount of(JsonNode json) {
      boolean volume = json.path("Type").asString("").equals("volume");
      return new Mount(
          volume,
          json.path(volume ? "Name" : "Source").asString(""),
          json.path("RW").asBoolean(true));
    }
  }

  /// Waits until it ends.
  ///
  /// @return its exit code
  public EngineAnswer<Integer> await(String id, Duration within) throws InterruptedException {
    return calls
        .call(Request.post("/containers/" + encoded(id) + "/wait", within))
        .map(json -> json.path("StatusCode").asInt(-1));
  }

  /// One sample: `memory_stats`, `cpu_stats`, `networks`, `pids_stats`.
  public EngineAnswer<JsonNode> stats(String id) throws InterruptedException {
    return calls.get("/containers/" + encoded(id) + "/stats?stream=0&one-shot=1");
  }

  /// The last `lines` of a container's output, both streams in order.
  public EngineAnswer<List<LogFrames.Line>> logs(String id, int lines) throws InterruptedException {
    EngineAnswer<JsonNode> details = calls.get("/containers/" + encoded(id) + "/json");
    boolean tty =
        details
            .toOptional()
            .map(json -> json.path("Config").path("Tty").asBoolean(false))
            .orElse(false);
    var frames = new LogFrames(tty);
    String path =
        "/containers/" + encoded(id) + "/logs?stdout=1&stderr=1&timestamps=1&tail=" + lines;
    return calls.stream(Request.get(path, SLOW), frames::read).map(_ -> frames.lines());
  }

  /// Hands each event of containers with these labels to `onEvent`, until interrupted or the engine
  /// goes away.
  public EngineAnswer<Integer> follow(Map<String, String> labels, Consumer<JsonNode> onEvent)
      throws InterruptedException {
    ObjectNode filter = labelFilter(labels);
    filter.putArray("type").add("container");
    Duration forever = Duration.ofDays(3_650);
    return calls.stream(
        Request.get("/events?filters=" + encoded(Json.write(filter)), forever).idle(forever),
        body -> eachLine(body, onEvent));
  }
}
