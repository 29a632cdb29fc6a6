package io.bucky.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Deadline;
import io.bucky.base.Time;
import io.bucky.containers.AppRuntime.LogAnswer;
import io.bucky.containers.AppRuntime.Observation;
import io.bucky.containers.AppRuntime.Outcome;
import io.bucky.containers.compose.ComposeApp;
import io.bucky.containers.engine.DockerEngine;
import io.bucky.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against the engine of this machine: containers that may write above what another one mounts.
@Tag("slow")
class WriterFreezeTest {
  private static final int ROUNDS = 10;

  @TempDir Path temporary;
  private final Time time = Time.system();
  private DockerEngine engine;
  private AppRuntime runtime;
  private AppKey notes;
  private AppKey other;
  private Path root;

  @BeforeEach
  void open() throws Exception {
    engine = TestEngine.open();
    String zone = "t" + HexFormat.of().toHexDigits(new SplittableRandom().nextLong()).substring(4);
    runtime = new AppRuntime(engine, zone, time);
    notes = new AppKey(zone, "alice", "notes");
    other = new AppKey(zone, "alice", "other");
    root = temporary.toRealPath().resolve("zone");
  }

  @AfterEach
  void clean() throws Exception {
    if (notes != null) {
      runtime.stop(other);
      TestEngine.clean(engine, runtime, notes);
    }
  }

  private RunPlan plan(String yaml, String... grants) {
    ComposeApp app = io.bucky.containers.compose.Files.app(yaml);
    var spec = Specs.of(AppDocs.ofCompose(app), app, 1, grants);
    return RunPlan.of(spec, Specs.node(root, notes.zone(), 0)).orThrow();
  }

  private Outcome converge(RunPlan plan) throws InterruptedException {
    return runtime.converge(plan, (_, _) -> {});
  }

  private String state(AppKey app, String component) throws InterruptedException {
    return runtime.inspect(app).toOptional().orElseThrow().stream()
        .filter(container -> container.component().equals(component))
        .map(AppInstance.Container::state)
        .findFirst()
        .orElse("absent");
  }

  private String said(AppKey app, String component) throws InterruptedException {
    return runtime.logs(app, Optional.of(component), 100) instanceof LogAnswer.Lines(var lines)
        ? String.join("\n", lines.stream().map(AppRuntime.LogLine::text).toList())
        : "";
  }

  /// The writer's command: it puts a link to `secret` in the place of the folder and takes it away
  /// again, as fast as it can.
  private static String swapping(Path secret) {
    String script =
        "trap 'exit 0' TERM; exec 2>/dev/null; while :; do"
            + " busybox mv -T /d/sub /d/real || rm -rf /d/sub; busybox ln -sn "
            + secret
            + " /d/sub; rm -f /d/sub; busybox mv -T /d/real /d/sub; done";
    return Json.write(Json.tree(List.of("sh", "-c", script)));
  }

  /// Starts `reader` until the engine takes it, and never with what the link leads to.
  private void readsOnlyItsOwn(RunPlan plan, AppKey app) throws InterruptedException {
    Outcome outcome = converge(plan);
    for (int attempt = 0; !(outcome instanceof Outcome.Done) && attempt < 100; attempt++) {
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed ->
                  assertThat(failed.why()).containsAnyOf("link", "is not there", "no app gets"));
      outcome = converge(plan);
    }
    assertThat(outcome).isEqualTo(new Outcome.Done());
    var deadline = Deadline.in(Duration.ofSeconds(20), time);
    while (!said(app, "reader").contains("sees")) {
      assertThat(deadline.hasPassed(time)).as("the reader looks").isFalse();
      time.sleep(Duration.ofMillis(20));
    }
    assertThat(said(app, "reader")).doesNotContain("secret"); // its own folder, or a new one
  }

  @Test
  void aLinkIsNeverMountedHoweverFastAContainerOfTheAppPutsItThere() throws Exception {
    Path secret = Files.createDirectories(temporary.resolve("elsewhere"));
    Files.writeString(secret.resolve("name"), "secret");
    RunPlan plan =
        plan(
            """
            name: notes
            services:
              mover:
                image: tiny:1
                command: %s
                volumes: ["./d:/d"]
              reader:
                image: tiny:1
                command: ["sh", "-c", "echo sees $$(cat /x/name); exec sleep 1000"]
                volumes: ["./d/sub:/x"]
                depends_on: [mover]
                stop_signal: SIGKILL
            """
                .formatted(swapping(secret)));
    Path sub = Files.createDirectories(plan.data().resolve("files/d/sub"));
    Files.writeString(sub.resolve("name"), "mine");

    for (int round = 0; round < ROUNDS; round++) {
      readsOnlyItsOwn(plan, notes);
      assertThat(state(notes, "mover")).isEqualTo("running");
      String reader =
          runtime.inspect(notes).toOptional().orElseThrow().stream()
              .filter(container -> container.component().equals("reader"))
              .findFirst()
              .orElseThrow()
              .id();
      engine.containers().remove(reader);
    }
  }

  @Test
  void writersOfOtherAppsAreKeptStillToo() throws Exception {
    Path secret = Files.createDirectories(temporary.resolve("elsewhere"));
    Files.writeString(secret.resolve("name"), "secret");
    Path shared = Files.createDirectories(temporary.toRealPath().resolve("media"));
    Path sub = Files.createDirectories(shared.resolve("sub"));
    Files.writeString(sub.resolve("name"), "mine");
    RunPlan mover =
        plan(
            """
            name: other
            services:
              mover:
                image: tiny:1
                command: %s
                volumes: ["%s:/d"]
            """
                .formatted(swapping(secret), shared),
            "host-path:" + shared + ":rw");
    RunPlan reader =
        plan(
            """
            name: notes
            services:
              reader:
                image: tiny:1
                command: ["sh", "-c", "echo sees $$(cat /x/name); exec sleep 1000"]
                volumes: ["%s:/x:ro"]
                stop_signal: SIGKILL
            """
                .formatted(sub),
            "host-path:" + sub + ":ro");
    assertThat(converge(mover)).isEqualTo(new Outcome.Done());

    for (int round = 0; round < ROUNDS; round++) {
      readsOnlyItsOwn(reader, notes);
      assertThat(state(other, "mover")).isEqualTo("running");
      runtime.stop(notes);
    }
  }

  @Test
  void whatACrashLeftPausedGoesOn() throws Exception {
    RunPlan plan =
        plan("services: {web: {image: tiny:1, command: [sleep, '1000'], stop_signal: SIGKILL}}");
    AppKey app = plan.app();
    assertThat(converge(plan)).isEqualTo(new Outcome.Done());
    String id = runtime.inspect(app).toOptional().orElseThrow().getFirst().id();
    assertThat(engine.containers().pause(id).ok()).isTrue();
    assertThat(state(app, "web")).isEqualTo("paused");

    assertThat(runtime.observe()).isInstanceOf(Observation.Seen.class);

    assertThat(state(app, "web")).isEqualTo("running");
    assertThat(runtime.stop(app)).isEqualTo(new Outcome.Done());
    assertThat(engine.containers().list(java.util.Map.of(Labels.ZONE, app.zone())).toOptional())
        .contains(List.of());
  }
}
