package io.bucky.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The wall clock jumps hours ahead and back while a zone runs.
///
/// The real programs run, with one class replaced: `SystemTime`, the only one that asks the machine
/// for the time, adds what a file says (`src/test/resources/shifted-clock`). It and the module that
/// it belongs to come first in the class path of every JVM of the zone. A preloaded library that
/// fakes the C clock (`faketime`) would shift the JDK too, but it takes a lock of all processes for
/// each reading: the programs barely start under it.
class ClockJumpTest {
  private static final Duration HEALS_WITHIN = Duration.ofSeconds(60);
  private static final Duration AHEAD = Duration.ofHours(5);
  private static final Duration BACK = Duration.ofHours(-3);

  @TempDir private Path folder;

  @Test
  void aZoneOutlivesJumpsOfHours() throws IOException {
    Path clock = folder.resolve("shift");
    set(clock, Duration.ZERO);
    try (var zone = TestZone.prepare(environment(clock))) {
      zone.up();
      var web = new WebClient(zone);
      String early = login(web, Duration.ZERO);
      assertThat(read(web, early).has("result")).isTrue();

      set(clock, AHEAD);
      String ahead = heals(zone, web, AHEAD, "ahead");
      assertThat(read(web, early).path("error").asString(""))
          .as("a token of five hours ago")
          .startsWith("Token expired:");

      set(clock, BACK);
      heals(zone, web, BACK, "back");
      assertThat(read(web, ahead).has("result"))
          .as("a token of a time to come is not over yet")
          .isTrue();
      TestZone.await(
          "the jump is in the log",
          HEALS_WITHIN,
          () -> read(zone.root().resolve("logs/node.log")).contains("node.clock.jumped"));
    }
  }

  private Map<String, String> environment(Path clock) throws IOException {
    Path lib = Bucky.ofThisBuild().repository().resolve("dist/target/bucky/lib");
    Path base;
    try (Stream<Path> jars = Files.list(lib)) {
      base =
          jars.filter(jar -> String.valueOf(jar.getFileName()).startsWith("bucky-base-"))
              .findFirst()
              .orElseThrow();
    }
    Path classes = Files.createDirectory(folder.resolve("classes"));
    Path source = folder.resolve("SystemTime.java");
    try (InputStream text =
        Objects.requireNonNull(
            ClockJumpTest.class.getResourceAsStream(
                "/shifted-clock/io/bucky/base/SystemTime.java"))) {
      Files.copy(text, source);
    }
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                base.toString(),
                "-d",
                classes.toString(),
                source.toString());
    assertThat(compiled).isZero();
    return Map.of(
        "BUCKY_E2E_CLOCK_SHIFT",
        clock.toString(),
        "JAVA_TOOL_OPTIONS",
        // an AOT cache holds the class that is replaced here
        "-XX:AOTMode=off -Xbootclasspath/a:" + classes + ":" + base);
  }

  /// All that a zone does, on the clock as it is now.
  ///
  /// @return a session token of this time
  private static String heals(TestZone zone, WebClient web, Duration shift, String name) {
    var calls = new NodeCalls(zone.root());
    TestZone.await(
        "system config takes writes",
        HEALS_WITHIN,
        () -> calls.set("services/notes/" + name, "written"));
    TestZone.await("ready", HEALS_WITHIN, zone::isReady);
    String token = login(web, shift);
    assertThat(read(web, token).has("result")).isTrue();
    if (Containers.engineAnswers()) {
      // through task manager, scheduler, both watches, the node's tokens and the task's judge
      Path folder =
          zone.composeApp(
              name,
              "services:\n  web:\n    image: %s\n    command: [\"sleep\", \"3600\"]\n"
                  .formatted(Containers.busybox()));
      zone.json("app", "install", folder.toString());
      assertThat(zone.json("app", "show", name).path("app").path("state").asString(""))
          .isEqualTo("running");
      zone.json("app", "uninstall", name, "--delete-data");
      assertThat(Containers.ofRoot(zone.root())).isEmpty();
    }
    return token;
  }

  private static String login(WebClient web, Duration shift) {
    return web.loginByPassword("control-panel", System.currentTimeMillis() + shift.toMillis())
        .path("session_token")
        .asString("");
  }

  private static JsonNode read(WebClient web, String token) {
    var params = JsonNodeFactory.instance.objectNode().put("key", "boot/config");
    return web.call(TestZone.HOST, "system_config", "sys_config_get", params, token);
  }

  /// In one step: a reader sees the old time or the new one.
  private static void set(Path clock, Duration shift) {
    try {
      Path next = clock.resolveSibling(clock.getFileName() + ".next");
      Files.writeString(next, shift.toSeconds() + "\n");
      Files.move(
          next,
          clock,
          java.nio.file.StandardCopyOption.ATOMIC_MOVE,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
