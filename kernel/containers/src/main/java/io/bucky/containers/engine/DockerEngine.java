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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A client of the Docker Engine API.
///
/// Each call opens a connection of its own and ends within its deadline. Any thread.
public final class DockerEngine {
  /// What an engine can do at once.
  private static final Duration QUICK = Duration.ofSeconds(10);

  /// What needs its disks: creating, starting, removing.
  private static final Duration SLOW = Duration.ofMinutes(2);

  /// The longest grace that a compose file gets, and some more.
  private static final Duration STOP = Duration.ofMinutes(65);

  private static final Duration PULL_SILENCE = Duration.ofMinutes(10);
  private static final Duration PULL = Duration.ofHours(6);

  /// The oldest interface that we use, and the newest that we know.
  private static final int MINOR_LEAST = 40;

  private static final int MINOR_MOST = 47;

  private final EngineLink link;

  /// Of the engine that answered last; set by any thread, each time to a right value.
  private volatile String prefix = "";

  public DockerEngine(Path socket, Time time) {
    this.link = new EngineLink(socket, time);
  }

  /// The socket of Docker, else of Podman, in their usual places; empty when there is none.
  ///
  /// @param configured the person's choice; blank for none
  public static Optional<Path> findSocket(String configured, Map<String, String> environment) {
    if (!configured.isBlank()) {
      return Optional.of(Path.of(configured));
    }
    var places = new ArrayList<Path>();
    String host = environment.getOrDefault("DOCKER_HOST", "");
    if (host.startsWith("unix://")) {
      places.add(Path.of(host.substring("unix://".length())));
    }
    places.add(Path.of("/var/run/docker.sock"));
    places.add(Path.of("/run/podman/podman.sock"));
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    if (!runtime.isBlank()) {
      places.add(Path.of(runtime, "docker.sock"));
      places.add(Path.of(runtime, "podman/podman.sock"));
    }
    return places.stream().filter(Files::exists).findFirst();
  }

  public Path socket() {
    return link.socket();
  }

  public record Version(String version, String apiVersion, String os, String architecture) {}

  /// Asks who is there, and settles on the version of the interface.
  public EngineAnswer<Version> version() throws InterruptedException {
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
              new Version(
                  json.path("Version").asString(""),
                  api,
                  json.path("Os").asString(""),
                  json.path("Arch").asString("")));
        });
  }

  /// The image's description, if it is here.
  public EngineAnswer<JsonNode> inspectImage(String reference) throws InterruptedException {
    return get("/images/" + reference + "/json");
  }

  /// The names of all images that are here, the newest first.
  public EngineAnswer<List<String>> listImages() throws InterruptedException {
    return get("/images/json")
        .map(json ->
            items(json).stream()
                .flatMap(image -> items(image.path("RepoTags")).stream())
                .map(tag -> tag.asString(""))
                .filter(tag -> !tag.isEmpty() && !tag.startsWith("<none>"))
                .toList());
  }

  /// Pulls an image.
  ///
  /// @param onProgress told each time the engine says something new
  public EngineAnswer<String> pull(String reference, Consumer<PullProgress> onProgress)
      throws InterruptedException {
    var image = ImageReference.of(reference);
    String path =
        "/images/create?fromImage=" + encoded(image.name()) + "&tag=" + encoded(image.tag());
    var progress = new PullProgress();
    EngineAnswer<Integer> answer =
        stream(
            new Request("POST", path, "", PULL_SILENCE, PULL),
            body ->
                eachLine(
                    body,
                    line -> {
                      progress.take(line);
                      onProgress.accept(progress);
                    }));
    return answer.flatMap(_ ->
        progress.error().isEmpty()
            ? new EngineAnswer.Ok<>(reference)
            : new EngineAnswer.Refused<>(500, progress.error()));
  }

  /// Loads images from a tar in Docker's format.
  public EngineAnswer<String> load(Path tar) throws InterruptedException, IOException {
    var said = new StringBuilder();
    long length = Files.size(tar);
    try (InputStream in = Files.newInputStream(tar)) {
      return prefixed(new Request("POST", "/images/load?quiet=1", "", SLOW, PULL))
          .then(request ->
              link.stream(
                      request,
                      in,
                      length,
                      body -> eachLine(body, line -> said.append(line.path("stream").asString(""))))
                  .map(_ -> said.toString().strip()));
    }
  }

  /// @param labels that all must match
  public EngineAnswer<List<String>> listContainers(Map<String, String> labels)
      throws InterruptedException {
    return get("/containers/json?all=1&filters=" + filters(labels)).map(json -> texts(json, "Id"));
  }

  /// @return the new container's id
  public EngineAnswer<String> createContainer(String name, ObjectNode body)
      throws InterruptedException {
    return call(Request.post("/containers/create?name=" + encoded(name), body, SLOW))
        .map(json -> json.path("Id").asString(""));
  }

  public EngineAnswer<EngineContainer> inspectContainer(String idOrName)
      throws InterruptedException {
    return get("/containers/" + encoded(idOrName) + "/json").map(EngineContainer::of);
  }

  public EngineAnswer<JsonNode> startContainer(String id) throws InterruptedException {
    return call(Request.post("/containers/" + encoded(id) + "/start", SLOW));
  }

  /// Asks it to end, and kills it after `grace`.
  public EngineAnswer<JsonNode> stopContainer(String id, Duration grace)
      throws InterruptedException {
    String path = "/containers/" + encoded(id) + "/stop?t=" + grace.toSeconds();
    return call(Request.post(path, SLOW.plus(grace)));
  }

  /// Asks it to end, and kills it after its own grace, 10 s unless its plan says otherwise.
  public EngineAnswer<JsonNode> stopContainer(String id) throws InterruptedException {
    return call(Request.post("/containers/" + encoded(id) + "/stop", STOP));
  }

  /// Removes it with its anonymous volumes, running or not.
  public EngineAnswer<JsonNode> removeContainer(String id) throws InterruptedException {
    return call(Request.delete("/containers/" + encoded(id) + "?force=1&v=1", SLOW));
  }

  /// Waits until it ends.
  ///
  /// @return its exit code
  public EngineAnswer<Integer> waitContainer(String id, Duration within)
      throws InterruptedException {
    return call(Request.post("/containers/" + encoded(id) + "/wait", within))
        .map(json -> json.path("StatusCode").asInt(-1));
  }

  /// One sample: `memory_stats`, `cpu_stats`, `networks`, `pids_stats`.
  public EngineAnswer<JsonNode> stats(String id) throws InterruptedException {
    return get("/containers/" + encoded(id) + "/stats?stream=0&one-shot=1");
  }

  /// The last `lines` of a container's output, both streams in order.
  public EngineAnswer<List<LogFrames.Line>> logs(String id, int lines) throws InterruptedException {
    EngineAnswer<JsonNode> details = get("/containers/" + encoded(id) + "/json");
    boolean tty =
        details
            .toOptional()
            .map(json -> json.path("Config").path("Tty").asBoolean(false))
            .orElse(false);
    var frames = new LogFrames(tty);
    String path =
        "/containers/" + encoded(id) + "/logs?stdout=1&stderr=1&timestamps=1&tail=" + lines;
    return stream(Request.get(path, SLOW), frames::read).map(_ -> frames.lines());
  }

  public EngineAnswer<String> createNetwork(
      String name, boolean internal, Map<String, String> labels) throws InterruptedException {
    ObjectNode body = Json.object();
    body.put("Name", name).put("Driver", "bridge").put("CheckDuplicate", true);
    body.put("Internal", internal).set("Labels", Json.tree(labels));
    return call(Request.post("/networks/create", body, SLOW))
        .map(json -> json.path("Id").asString(""));
  }

  public EngineAnswer<List<JsonNode>> listNetworks(Map<String, String> labels)
      throws InterruptedException {
    return get("/networks?filters=" + filters(labels)).map(DockerEngine::items);
  }

  public EngineAnswer<JsonNode> connectNetwork(
      String network, String container, List<String> aliases) throws InterruptedException {
    ObjectNode body = Json.object();
    body.put("Container", container);
    ArrayNode names = body.putObject("EndpointConfig").putArray("Aliases");
    aliases.forEach(names::add);
    return call(Request.post("/networks/" + encoded(network) + "/connect", body, SLOW));
  }

  public EngineAnswer<JsonNode> removeNetwork(String id) throws InterruptedException {
    return call(Request.delete("/networks/" + encoded(id), SLOW));
  }

  /// A named volume whose files are in `folder`. The engine fills an empty one with what the image
  /// has at the place where it is mounted.
  public EngineAnswer<JsonNode> createVolume(String name, Path folder, Map<String, String> labels)
      throws InterruptedException {
    ObjectNode body = Json.object();
    body.put("Name", name).put("Driver", "local");
    body.putObject("DriverOpts")
        .put("type", "none")
        .put("o", "bind")
        .put("device", folder.toString());
    body.set("Labels", Json.tree(labels));
    return call(Request.post("/volumes/create", body, SLOW));
  }

  public EngineAnswer<JsonNode> inspectVolume(String name) throws InterruptedException {
    return get("/volumes/" + encoded(name));
  }

  public EngineAnswer<List<String>> listVolumes(Map<String, String> labels)
      throws InterruptedException {
    return get("/volumes?filters=" + filters(labels))
        .map(json -> texts(json.path("Volumes"), "Name"));
  }

  /// Forgets a volume. The files of [#createVolume]'s folder stay.
  public EngineAnswer<JsonNode> removeVolume(String name) throws InterruptedException {
    return call(Request.delete("/volumes/" + encoded(name), SLOW));
  }

  /// Hands each event of containers with these labels to `onEvent`, until interrupted or the engine
  /// goes away.
  public EngineAnswer<Integer> followContainers(
      Map<String, String> labels, Consumer<JsonNode> onEvent) throws InterruptedException {
    ObjectNode filter = labelFilter(labels);
    filter.putArray("type").add("container");
    Duration forever = Duration.ofDays(3_650);
    return stream(
        Request.get("/events?filters=" + encoded(Json.write(filter)), forever).idle(forever),
        body -> eachLine(body, onEvent));
  }

  private EngineAnswer<JsonNode> get(String path) throws InterruptedException {
    return call(Request.get(path, QUICK));
  }

  private EngineAnswer<JsonNode> call(Request request) throws InterruptedException {
    EngineAnswer<JsonNode> answer = prefixed(request).then(link::call);
    if (answer instanceof EngineAnswer.Away) {
      prefix = ""; // another engine may answer next
    }
    return answer;
  }

  private EngineAnswer<Integer> stream(Request request, EngineLink.Sink sink)
      throws InterruptedException {
    return prefixed(request).then(versioned -> link.stream(versioned, sink));
  }

  private EngineAnswer<Request> prefixed(Request request) throws InterruptedException {
    if (prefix.isEmpty()) {
      EngineAnswer<Version> version = version();
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

  private static void eachLine(InputStream body, Consumer<JsonNode> take) throws IOException {
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

  private static String filters(Map<String, String> labels) {
    return encoded(Json.write(labelFilter(labels)));
  }

  private static ObjectNode labelFilter(Map<String, String> labels) {
    ObjectNode filter = Json.object();
    ArrayNode list = filter.putArray("label");
    labels.forEach((name, value) -> list.add(name + "=" + value));
    return filter;
  }

  private static List<String> texts(JsonNode array, String member) {
    return items(array).stream().map(item -> item.path(member).asString("")).toList();
  }

  private static List<JsonNode> items(JsonNode array) {
    var items = new ArrayList<JsonNode>();
    array.forEach(items::add);
    return items;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
