package io.bucky.containers;

import io.bucky.base.Secret;
import io.bucky.containers.compose.ComposeApp;
import io.bucky.zone.AppSpec;
import io.bucky.zone.ZoneLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Specifications and nodes for tests.
final class Specs {
  private Specs() {}

  static AppSpec compose(ComposeApp app, String... grants) {
    JsonNode document = AppDocs.ofCompose(app);
    return of(document, app, 1, grants);
  }

  static AppSpec of(JsonNode document, ComposeApp app, long generation, String... grants) {
    AppSpec.Config config = AppDocs.standardConfig(document, app, false);
    var granted =
        new AppSpec.Config(
            config.serviceConfig(),
            config.exposeConfig(),
            config.dataMountPoint(),
            config.bashEnvs(),
            List.of(grants),
            config.limits());
    return new AppSpec(
        document,
        1,
        "alice",
        true,
        1,
        "running",
        granted,
        Optional.of("pkg1"),
        Optional.empty(),
        generation,
        Optional.empty(),
        Optional.empty());
  }

  static NodeContext node(Path root) {
    return node(root, "zone-test", 10_016);
  }

  static NodeContext node(Path root, String zone, int port) {
    SortedMap<String, Integer> ports = new TreeMap<>();
    ports.put("www", port);
    return new NodeContext(
        new ZoneLayout(root),
        "ood1",
        zone,
        "amd64",
        ports,
        new Secret("app.token"),
        Optional.of("{\"zone\":1}"),
        Optional.of("{\"device\":1}"),
        Optional.empty());
  }
}
