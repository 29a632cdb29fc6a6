package io.bucky.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Deadline;
import io.bucky.base.Time;
import io.bucky.containers.AppRuntime.LogAnswer;
import io.bucky.containers.AppRuntime.Observation;
import io.bucky.containers.AppRuntime.Outcome;
import io.bucky.containers.compose.ComposeApp;
import io.bucky.containers.compose.Files;
import io.bucky.containers.engine.DockerEngine;
import io.bucky.containers.engine.EngineContainer;
import io.bucky.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against the engine of this machine; skipped where there is none.
@Tag("slow")
class AppRuntimeTest {
  private static final String TWO =
      """
      name: notes
      services:
        web:
          image: tiny:1
          command: sh -c 'echo started; echo trouble >&2; echo "hello $$GREETING" > /srv/index.html; exec httpd -f -p 8080 -h /srv'
          environment: {GREETING: "${GREETING:-world}"}
          ports: ["8080:8080"]
          volumes: ["site:/srv"]
          depends_on: {db: {condition: service_healthy}, init: {condition: service_completed_successfully}}
          stop_signal: SIGKILL
        init:
          image: tiny:1
          command: ["sh", "-c", "exit 0"]
        db:
          image: tiny:1
          command: ["sh", "-c", ": > /up; exec sleep 1000"]
          healthcheck: {test: ["CMD", "sh", "-c", "test -f /up"], interval: 1s, timeout: 2s, retries: 3}
          networks: [inner]
          stop_signal: SIGKILL
      networks:
        inner: {internal: true}
      volumes:
        site:
      """;

  @TempDir Path root;
  private final Time time = Time.system();
  private final List<String> said = new ArrayList<>();
  private DockerEngine engine;
  private AppRuntime runtime;
  private AppKey key;
  private int port;

  @BeforeEach
  void open() throws Exception {
    engine = TestEngine.open();
    String zone = "t" + HexFormat.of().toHexDigits(new SplittableRandom().nextLong()).substring(4);
    runtime = new AppRuntime(engine, zone, time);
    key = new AppKey(zone, "alice", "notes");
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
  }

  @AfterEach
  void clean() throws Exception {
    if (key != null) {
      TestEngine.clean(engine, runtime, key);
    }
  }

  private RunPlan plan(String yaml, long generation) {
    ComposeApp app = Files.app(yaml);
    var spec = Specs.of(AppDocs.ofCompose(app), app, generation);
    return RunPlan.of(spec, Specs.node(root, key.zone(), port)).orThrow();
  }

  private void converge(RunPlan plan) throws InterruptedException {
    Outcome outcome = runtime.converge(plan, (percent, message) -> said.add(percent + message));
    assertThat(outcome).isEqualTo(new Outcome.Done());
  }

  private AppInstance observed() throws InterruptedException {
    assertThat(runtime.observe()).isInstanceOf(Observation.Seen.class);
    var apps = ((Observation.Seen) runtime.observe()).apps();
    assertThat(apps).hasSize(1);
    return apps.getFirst();
  }

  private String page() throws InterruptedException {
    var deadline = Deadline.in(Duration.ofSeconds(10), time);
    while (true) {
      try (InputStream in =
          URI.create("http://127.0.0.1:" + port + "/index.html").toURL().openStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      } catch (IOException e) {
        assertThat(deadline.hasPassed(time)).as("the page opens: %s", e).isFalse();
        time.sleep(Duration.ofMillis(20));
      }
    }
  }

  @Test
  void anAppOfThreeContainersStartsInOrderAndStopsWithoutATrace() throws Exception {
    RunPlan plan = plan(TWO, 1);

    converge(plan);

    assertThat(page()).isEqualTo("hello world");
    AppInstance seen = observed();
    assertThat(seen.app()).isEqualTo(key);
    assertThat(seen.component("db").orElseThrow().health()).contains("healthy");
    assertThat(seen.component("init").orElseThrow().exitCode()).contains(0);
    assertThat(seen.component("web").orElseThrow().name()).isEqualTo("alice-notes-web");
    assertThat(said)
        .anyMatch(line -> line.endsWith("Waiting for db"))
        .last()
        .isEqualTo("100Running");
    assertThat(root.resolve("data/home/alice/.local/share/notes/volumes/site/index.html"))
        .hasContent("hello world");
    assertThat(runtime.logs(key, Optional.of("web"), 10))
        .isInstanceOfSatisfying(
            LogAnswer.Lines.class,
            lines ->
                assertThat(lines.lines())
                    .extracting(line -> line.stream() + ":" + line.text())
                    .containsExactlyInAnyOrder("stdout:started", "stderr:trouble"));
    assertThat(new AppMeter(runtime, engine, time).read(key).toOptional().orElseThrow())
        .anySatisfy(reading -> {
          assertThat(reading.container().component()).isEqualTo("web");
          assertThat(reading.use().orElseThrow().memoryBytes()).isPositive();
        })
        .anySatisfy(reading -> {
          assertThat(reading.container().component()).isEqualTo("init");
          assertThat(reading.use()).isEmpty();
        });

    assertThat(runtime.stop(key)).isEqualTo(new Outcome.Done());

    assertThat(((Observation.Seen) runtime.observe()).apps()).isEmpty();
    assertThat(root.resolve("data/home/alice/.local/share/notes/volumes/site/index.html")).exists();
    assertThat(runtime.purge(key, AppFolders.of(Specs.node(root).layout(), "alice", "notes")))
        .isEqualTo(new Outcome.Done());
    assertThat(root.resolve("data/home/alice/.local/share/notes")).doesNotExist();
  }

  @Test
  void convergingAgainChangesNothingAndANewGenerationReplacesAll() throws Exception {
    converge(plan(TWO, 1));
    List<String> before = observed().containers().stream().map(AppInstance.Container::id).toList();

    converge(plan(TWO, 1));
    assertThat(observed().containers().stream().map(AppInstance.Container::id).toList())
        .containsExactlyInAnyOrderElementsOf(before);

    converge(plan(TWO, 2));
    assertThat(observed().generation()).isEqualTo(2);
    assertThat(observed().containers().stream().map(AppInstance.Container::id).toList())
        .doesNotContainAnyElementsOf(before)
        .hasSize(3);
  }

  @Test
  void whatAnInterruptedStartLeftIsTakenUpAndFinished() throws Exception {
    RunPlan plan = plan(TWO, 1);
    var network =
        engine
            .networks()
            .create(
                "bucky-alice-notes",
                false,
                Map.of(
                    Labels.ZONE, key.zone(),
                    Labels.OWNER, "alice",
                    Labels.APP, "notes",
                    Labels.NETWORK, "default"));
    assertThat(network.ok()).isTrue();
    RunPlan.Container web = plan.container("web").orElseThrow();
    java.nio.file.Files.createDirectories(plan.volumes().getFirst().folder());
    assertThat(engine.containers().create(web.name(), web.create()).ok()).isTrue(); // never started

    converge(plan);

    assertThat(page()).isEqualTo("hello world");
    assertThat(observed().containers()).hasSize(3);
    assertThat(engine.networks().list(Map.of(Labels.ZONE, key.zone())).toOptional().orElseThrow())
        .hasSize(2);
  }

  @Test
  void twoZonesRunTheSameAppSideBySide() throws Exception {
    converge(plan(TWO, 1));
    String other = "u" + key.zone().substring(1);
    var otherRuntime = new AppRuntime(engine, other, time);
    ComposeApp app = Files.app(TWO);
    var spec = Specs.of(AppDocs.ofCompose(app), app, 1);
    int otherPort;
    try (var socket = new ServerSocket(0)) {
      otherPort = socket.getLocalPort();
    }
    var plan = RunPlan.of(spec, Specs.node(root.resolve("other"), other, otherPort)).orThrow();
    try {
      assertThat(otherRuntime.converge(plan, (_, _) -> {})).isEqualTo(new Outcome.Done());

      assertThat(otherRuntime.stop(plan.app())).isEqualTo(new Outcome.Done());
      assertThat(page()).isEqualTo("hello world");
    } finally {
      TestEngine.clean(engine, otherRuntime, plan.app());
    }
  }

  @Test
  void aComponentThatDiedIsSeenAndStartedAgain() throws Exception {
    RunPlan plan = plan(TWO, 1);
    converge(plan);
    var died = new java.util.concurrent.CompletableFuture<AppRuntime.ContainerEvent>();
    var follower =
        Thread.ofVirtual()
            .start(() -> {
              try {
                String why =
                    runtime.follow(event -> {
                      if (event.action().equals("die")) {
                        died.complete(event);
                      }
                    });
                died.completeExceptionally(new IllegalStateException(why));
              } catch (InterruptedException e) {
                died.cancel(false);
              }
            });
    String id = observed().component("web").orElseThrow().id();
    var deadline = Deadline.in(Duration.ofSeconds(10), time);
    while (!died.isDone() && !deadline.hasPassed(time)) {
      engine.containers().start(id); // until the follower listens
      engine.containers().signal(id, "SIGKILL");
      engine.containers().await(id, Duration.ofSeconds(10));
    }

    assertThat(died.get().app()).isEqualTo(key);
    assertThat(died.get().component()).isEqualTo("web");
    assertThat(observed().component("web").orElseThrow().running()).isFalse();
    assertThat(runtime.restart(plan, "web")).isEqualTo(new Outcome.Done());
    assertThat(page()).isEqualTo("hello world");
    follower.interrupt();
    follower.join();
  }

  @Test
  void aFolderThatBecameALinkMeanwhileIsNotMounted(@TempDir Path outside) throws Exception {
    Path media = java.nio.file.Files.createDirectories(outside.toRealPath().resolve("films"));
    ComposeApp app =
        Files.app(
            """
            name: notes
            services:
              web: {image: tiny:1, command: sleep 1000, stop_signal: SIGKILL, volumes: ["%s:/films"], depends_on: [db]}
              db: {image: tiny:1, command: sleep 1000, stop_signal: SIGKILL}
            """
                .formatted(media));
    var spec = Specs.of(AppDocs.ofCompose(app), app, 1, "host-path:" + media + ":rw");
    RunPlan plan = RunPlan.of(spec, Specs.node(root, key.zone(), port)).orThrow();

    Outcome outcome =
        runtime.converge(
            plan,
            (_, message) -> {
              if (message.equals("Starting web")) {
                swap(media);
              }
            });

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.why()).contains("leads to /etc, which no app gets"));
    assertThat(observed().component("db").orElseThrow().running()).isTrue();
    assertThat(observed().component("web")).isEmpty();
  }

  private static void swap(Path folder) {
    try {
      java.nio.file.Files.delete(folder);
      java.nio.file.Files.createSymbolicLink(folder, Path.of("/etc"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aMissingImageAndATakenPortSayWhatIsWrong() throws Exception {
    String missing = "services: {web: {image: 'localhost:9/none:1', ports: ['80']}}";
    ComposeApp app = Files.app("name: notes\n" + missing);
    var spec = Specs.of(AppDocs.ofCompose(app), app, 1);
    RunPlan plan = RunPlan.of(spec, Specs.node(root, key.zone(), port)).orThrow();
    assertThat(runtime.converge(plan, (_, _) -> {}))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.why()).contains("localhost:9/none:1", "cannot be pulled"));

    try (var taken = new ServerSocket(port, 1, java.net.InetAddress.getLoopbackAddress())) {
      assertThat(taken.isBound()).isTrue();
      assertThat(runtime.converge(plan(TWO, 2), (_, _) -> {}))
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed -> assertThat(failed.why()).contains("web cannot be started"));
    }
    converge(plan(TWO, 2));
  }

  @Test
  @DisplayName(
      "S74: a Docker app runs as <owner>-<app> with labels, app_instance_config and /tmp; stop"
          + " removes it")
  void aPublishedAppKeepsTheContract() throws Exception {
    var environment = new TreeMap<String, String>();
    var document = AppDocs.ofImage("notes", "tiny:1", 8080, environment);
    ComposeApp app = AppDocs.app(document, "amd64").orThrow();
    var spec = Specs.of(document, app, 7);
    RunPlan plan = RunPlan.of(spec, Specs.node(root, key.zone(), port)).orThrow();
    RunPlan.Container only = plan.containers().getFirst();
    var body = only.create().deepCopy();
    body.putArray("Cmd")
        .add("sh")
        .add("-c")
        .add("echo \"$app_instance_config\" > /tmp/seen; echo > /tmp/id; exec sleep 1000");
    body.put("StopSignal", "SIGKILL");
    var sleeping =
        new RunPlan(
            plan.app(),
            plan.generation(),
            plan.layout(),
            plan.hostPaths(),
            plan.networks(),
            plan.volumes(),
            plan.folders(),
            plan.files(),
            plan.seeds(),
            List.of(
                new RunPlan.Container(
                    only.component(),
                    only.name(),
                    only.image(),
                    body,
                    only.networks(),
                    only.dependsOn(),
                    only.restart(),
                    only.main(),
                    only.checked())));

    converge(sleeping);

    EngineContainer container =
        engine.containers().inspect("alice-notes").toOptional().orElseThrow();
    assertThat(container.running()).isTrue();
    assertThat(container.labels())
        .containsEntry("buckyos.app_id", "notes")
        .containsEntry("buckyos.owner_user_id", "alice")
        .containsEntry("buckyos.full_appid", "notes@alice")
        .containsEntry("buckyos.generation", "7");
    Path seen = root.resolve("local/tmp/alice.notes/seen");
    var deadline = Deadline.in(Duration.ofSeconds(10), time);
    while (!java.nio.file.Files.exists(root.resolve("local/tmp/alice.notes/id"))) {
      assertThat(deadline.hasPassed(time)).isFalse();
      time.sleep(Duration.ofMillis(20));
    }
    var config = Json.parse(java.nio.file.Files.readString(seen)).orThrow();
    assertThat(config.path("app_spec").path("app_doc").path("name").asString()).isEqualTo("notes");
    assertThat(config.path("service_ports_config").path("www").asInt()).isEqualTo(port);

    assertThat(runtime.stop(key)).isEqualTo(new Outcome.Done());
    assertThat(engine.containers().inspect("alice-notes").ok()).isFalse();
  }
}
