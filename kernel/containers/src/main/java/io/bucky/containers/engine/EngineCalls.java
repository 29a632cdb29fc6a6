package io.bucky.containers.engine;

import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.containers.engine.EngineLink.Request;
import io.bucky.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Calls in the version of the interface that both sides know, and what their forms have in common.
final class EngineCalls {
  /// What an engine can do at once.
  static final Duration QUICK = Duration.ofSeconds(10);

  /// What needs its disks: creating, starting, removing.
  static final Duration SLOW = Duration.ofMinutes(2);

  /// The oldest interface that we use, and the newest that we know.
  private static final int MINOR_LEAST = 40;

  private static final int MINOR_MOST = 47;

  private final EngineLink link;

  /// Of the engine that answered last; set by any thread, each time to a right value.
  private volatile String prefix = "";

  EngineCalls(Path socket, Time time) {
    this.link = new EngineLink(socket, time);
  }

  Path socket() {
    return link.socket();
  }

  /// Asks who is there, and settles on the version of the interface.
  EngineAnswer<DockerEngine.Version> version() throws InterruptedException {
    return link.call(Request.get("/version", QUICK))
        .flatMap(json -> {
          String api = json.path("ApiVersion").asString("");
          int minor = api.matches("1\\.\\d{1,4}") ? Integer.parseInt(api.substring(2)) : 0;
          if (minor < MINOR_LEAST) {
            return new EngineAnswer.Refused<>(
                400,
                "the container engine is too old: it speaks '%s', needed is 1.%d"
                    .formatted(api, MINOR_LEAST));
          }
          prefix = "/v1." + Math.min(minor, MINOR_MOST);
          return new EngineAnswer.Ok<>(
              new DockerEngine.Version(
                  json.path("Version").asString(""),
                  api,
                  json.path("Os").asString(""),
                  json.path("Arch").asString("")));
        });
  }

  EngineAnswer<JsonNode> get(String path) throws InterruptedException {
    return call(Request.get(path, QUICK));
  }

  EngineAnswer<JsonNode> call(Request request) throws InterruptedException {
    EngineAnswer<JsonNode> answer = prefixed(request).then(link::call);
    if (answer instanceof EngineAnswer.Away) {
      prefix = ""; // another engine may answer next
    }
    return answer;
  }

  EngineAnswer<Integer> stream(Request request, EngineLink.Sink sink) throws InterruptedException {
    return prefixed(request).then(versioned -> link.stream(versioned, sink));
  }

  /// As [#stream], with a body that does not fit into memory.
  ///
  /// @param length of `upload`
  EngineAnswer<Integer> upload(
      Request request, InputStream upload, long length, EngineLink.Sink sink)
      throws InterruptedException {
    return prefixed(request).then(versioned -> link.stream(versioned, upload, length, sink));
  }

  private EngineAnswer<Request> prefixed(Request request) throws InterruptedException {
    if (prefix.isEmpty()) {
      EngineAnswer<DockerEngine.Version> version = version();
      if (!version.ok()) {
        return version.map(_ -> request);
      }
    }
    return new EngineAnswer.Ok<>(
        new Request(
            request.method(),
            prefix + request.path(),
            request.body(),
            request.idle(),
            request.whole()));
  }

  static void eachLine(InputStream body, Consumer<JsonNode> take) throws IOException {
    var line = new ByteArrayOutputStream();
    byte[] piece = new byte[16 << 10];
    for (int count = body.read(piece); count >= 0; count = body.read(piece)) {
      for (int i = 0; i < count; i++) {
        if (piece[i] != '\n') {
          line.write(piece[i]);
          if (line.size() > EngineLink.LINE_BYTES_MAX) {
            throw new HttpReply.Malformed("a line of more than " + EngineLink.LINE_BYTES_MAX);
          }
        } else {
          takeLine(line, take);
        }
      }
    }
    takeLine(line, take);
  }

  private static void takeLine(ByteArrayOutputStream line, Consumer<JsonNode> take) {
    if (Json.parse(line.toByteArray()) instanceof Parsed.Ok<JsonNode>(var json)) {
      take.accept(json);
    }
    line.reset();
  }

  static String filters(Map<String, String> labels) {
    return encoded(Json.write(labelFilter(labels)));
  }

  static ObjectNode labelFilter(Map<String, String> labels) {
    ObjectNode filter = Json.object();
    ArrayNode list = filter.putArray("label");
    labels.forEach((name, value) -> list.add(name + "=" + value));
    return filter;
  }

  static List<String> texts(JsonNode array, String member) {
    return items(array).stream().map(item -> item.path(member).asString("")).toList();
  }

  static List<JsonNode> items(JsonNode array) {
    var items = new ArrayList<JsonNode>();
    array.forEach(items::add);
    return items;
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
