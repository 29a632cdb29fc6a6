package io.bucky.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Time;
import io.bucky.containers.AppRuntime.Outcome;
import io.bucky.containers.compose.ComposeApp;
import io.bucky.containers.engine.DockerEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against the engine of this machine: what outlives a container, and what a second attempt mends.
@Tag("slow")
class LastingTest {
  @TempDir Path temporary;
  private DockerEngine engine;
  private AppRuntime runtime;
  private AppKey key;
  private Path root;

  @BeforeEach
  void open() throws Exception {
    engine = TestEngine.open();
    String zone = "t" + HexFormat.of().toHexDigits(new SplittableRandom().nextLong()).substring(4);
    runtime = new AppRuntime(engine, zone, Time.system());
    key = new AppKey(zone, "alice", "notes");
    root = temporary.toRealPath();
  }

  @AfterEach
  void clean() throws Exception {
    if (key != null) {
      TestEngine.clean(engine, runtime, key);
    }
  }

  private RunPlan plan(String yaml, long generation) {
    ComposeApp app = io.bucky.containers.compose.Files.app("name: notes\n" + yaml);
    var spec = Specs.of(AppDocs.ofCompose(app), app, generation);
    return RunPlan.of(spec, Specs.node(root, key.zone(), 0)).orThrow();
  }

  private Outcome converge(RunPlan plan) throws InterruptedException {
    return runtime.converge(plan, (_, _) -> {});
  }

  @Test
  void whatAnImageDeclaresAsAVolumeIsKept() throws Exception {
    RunPlan plan =
        plan(
            """
            services:
              web:
                image: tiny:volume
                command: ["sh", "-c", "echo run >> /kept/runs; exec sleep 1000"]
                stop_signal: SIGKILL
            """,
            1);
    for (int run = 1; run <= 2; run++) {
      assertThat(converge(plan)).isEqualTo(new Outcome.Done());
      runtime.stop(key);
    }

    assertThat(plan.data().resolve("image-volumes/web/kept/runs")).hasContent("run\nrun");

    assertThat(runtime.purge(key, AppFolders.of(plan.layout(), "alice", "notes")))
        .isEqualTo(new Outcome.Done());
    assertThat(plan.data()).doesNotExist();
  }

  @Test
  void whatEndedAsItMustNotIsMadeAnewWhenTheStartIsTriedAgain() throws Exception {
    RunPlan plan =
        plan(
            """
            services:
              db: {image: tiny:1, command: [sleep, "1000"], stop_signal: SIGKILL}
              migrate:
                image: tiny:1
                restart: on-failure
                command: ["sh", "-c", "if [ -e /d/tried ]; then exit 0; fi; touch /d/tried; exit 1"]
                volumes: ["./d:/d"]
                depends_on: [db]
              web:
                image: tiny:1
                command: [sleep, "1000"]
                stop_signal: SIGKILL
                depends_on: {migrate: {condition: service_completed_successfully}}
            """,
            1);

    assertThat(converge(plan))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> {
              assertThat(failed.passing()).isTrue();
              assertThat(failed.why()).contains("web waits for migrate");
            });
    assertThat(converge(plan)).isEqualTo(new Outcome.Done());
  }

  @Test
  void aContainerThatIsReplacedIsAskedAndWaitedFor() throws Exception {
    String yaml =
        """
        services:
          web:
            image: tiny:1
            command: ["sh", "-c", "trap 'sleep 1; echo bye > /d/bye; exit 0' TERM; touch /d/up; while :; do sleep 0.1; done"]
            volumes: ["./d:/d"]
        """;
    assertThat(converge(plan(yaml, 1))).isEqualTo(new Outcome.Done());
    Path files = plan(yaml, 1).data().resolve("files/d");
    while (!Files.exists(files.resolve("up"))) {
      Thread.onSpinWait();
    }

    assertThat(converge(plan(yaml, 2))).isEqualTo(new Outcome.Done());

    assertThat(files.resolve("bye")).hasContent("bye");
  }
}
