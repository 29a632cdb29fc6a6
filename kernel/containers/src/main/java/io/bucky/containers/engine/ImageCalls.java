package io.bucky.containers.engine;

import static io.bucky.containers.engine.EngineCalls.SLOW;
import static io.bucky.containers.engine.EngineCalls.eachLine;
import static io.bucky.containers.engine.EngineCalls.encoded;
import static io.bucky.containers.engine.EngineCalls.items;

import io.bucky.containers.engine.EngineLink.Request;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// The images of the engine.
public final class ImageCalls {
  private static final Duration PULL_SILENCE = Duration.ofMinutes(10);
  private static final Duration PULL = Duration.ofHours(6);

  private final EngineCalls calls;

  ImageCalls(EngineCalls calls) {
    this.calls = calls;
  }

  /// The image's description, if it is here.
  public EngineAnswer<JsonNode> inspect(String reference) throws InterruptedException {
    return calls.get("/images/" + reference + "/json");
  }

  /// The names of all images that are here, the newest first.
  public EngineAnswer<List<String>> list() throws InterruptedException {
    return calls
        .get("/images/json")
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
        calls.stream(
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
      return calls
          .upload(
              new Request("POST", "/images/load?quiet=1", "", SLOW, PULL),
              in,
              length,
              body -> eachLine(body, line -> said.append(line.path("stream").asString(""))))
          .map(_ -> said.toString().strip());
    }
  }
}
