package io.bucky.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Time;
import io.bucky.containers.engine.DockerEngine;
import io.bucky.containers.engine.EngineAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// The container engine of this machine, for tests that need a real one.
final class TestEngine {
  static final String IMAGE = "tiny:1";

  /// The same, which declares the volume `/kept`.
  static final String WITH_VOLUME = "tiny:volume";

  private TestEngine() {}

  /// Skips the test, saying why, when no engine answers here.
  static DockerEngine open() throws InterruptedException, IOException {
    Optional<Path> socket = DockerEngine.findSocket("", System.getenv());
    Assumptions.assumeTrue(socket.isPresent(), "no container engine's socket on this machine");
    var engine = new DockerEngine(socket.get(), Time.system());
    EngineAnswer<DockerEngine.Version> version = engine.version();
    Assumptions.assumeTrue(version.ok(), version.problem());
    if (!engine.images().inspect(IMAGE).ok() || !engine.images().inspect(WITH_VOLUME).ok()) {
      importBusybox();
    }
    return engine;
  }

  /// Makes `tiny:1` of this machine's static busybox.
  private static void importBusybox() throws IOException, InterruptedException {
    Path busybox = Path.of("/bin/busybox");
    Assumptions.assumeTrue(
        Files.isExecutable(busybox), "no image tiny:1 and no /bin/busybox to make it of");
    String script =
        """
        set -e
        d=$(mktemp -d); trap 'rm -rf "$d"' EXIT
        mkdir -p "$d/bin" "$d/tmp" "$d/etc" "$d/root"; chmod 1777 "$d/tmp"
        cp /bin/busybox "$d/bin/"; for a in sh httpd sleep nc wget cat rm ls id touch; do ln -s busybox "$d/bin/$a"; done
        tar -C "$d" -c . | docker import - tiny:1
        tar -C "$d" -c . | docker import --change 'VOLUME /kept' - tiny:volume
        """;
    var process = new ProcessBuilder("sh", "-c", script).inheritIO().start();
    Assumptions.assumeTrue(
        process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0,
        "the image tiny:1 could not be made");
  }

  /// Removes what a test made and fails if something stays.
  static void clean(DockerEngine engine, AppRuntime runtime, AppKey app)
      throws InterruptedException {
    runtime.stop(app);
    Map<String, String> zone = Map.of(Labels.ZONE, app.zone());
    for (String volume : engine.volumes().list(zone).toOptional().orElseThrow()) {
      engine.volumes().remove(volume);
    }
    assertThat(engine.containers().list(zone).toOptional().orElseThrow()).isEmpty();
    assertThat(engine.networks().list(zone).toOptional().orElseThrow()).isEmpty();
    assertThat(engine.volumes().list(zone).toOptional().orElseThrow()).isEmpty();
  }
}
