package io.bucky.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bucky.base.Parsed;
import io.bucky.base.Secret;
import io.bucky.containers.AppDocs;
import io.bucky.containers.NodeContext;
import io.bucky.containers.RunPlan;
import io.bucky.containers.compose.ComposeApp;
import io.bucky.json.Json;
import io.bucky.zone.AppSpec;
import io.bucky.zone.ZoneLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// An app's document from a stranger, by itself and with the model of a compose app in it: it is
/// read or refused, and what it plans to write lies below the app's own folders.
class AppDocumentFuzzTest {
  private static final NodeContext NODE =
      new NodeContext(
          new ZoneLayout(Path.of("/zone")),
          "ood1",
          "zone-fuzz",
          "amd64",
          new TreeMap<>(),
          new Secret("token"),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  @FuzzTest(maxDuration = "1m")
  void neverThrows(byte[] bytes) {
    Json.parse(bytes).toOptional().ifPresent(AppDocumentFuzzTest::read);
    String component = new String(bytes, StandardCharsets.UTF_8);
    Json.parse(
            "{\"name\":\"a\",\"compose\":{\"name\":\"a\",\"components\":[{\"name\":\"web\",\"image\":\"a\",%s}]}}"
                .formatted(component))
        .toOptional()
        .ifPresent(AppDocumentFuzzTest::read);
  }

  private static void read(JsonNode document) {
    Parsed<ComposeApp> app = AppDocs.app(document, "amd64");
    Objects.requireNonNull(app);
    if (app instanceof Parsed.Ok<ComposeApp>
        && RunPlan.of(spec(document), NODE) instanceof Parsed.Ok<RunPlan>(var plan)) {
      plan.files().forEach(file -> inside(file.path()));
      plan.folders().forEach(folder -> inside(folder.path()));
      plan.seeds().forEach(seed -> inside(seed.to()));
    }
  }

  private static void inside(Path path) {
    boolean own =
        path.normalize().equals(path)
            && (path.startsWith("/zone/data/home/alice/.local/share")
                || path.startsWith("/zone/local/apps")
                || path.startsWith("/zone/local/tmp"));
    if (!own) {
      throw new IllegalStateException("written elsewhere: " + path);
    }
  }

  private static AppSpec spec(JsonNode document) {
    return new AppSpec(
        document,
        1,
        "alice",
        true,
        1,
        "running",
        AppSpec.Config.none(),
        Optional.of("package"),
        Optional.empty(),
        1,
        Optional.empty(),
        Optional.empty());
  }
}
