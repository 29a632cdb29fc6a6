package io.bucky.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Deadline;
import io.bucky.base.Time;
import io.bucky.containers.AppRuntime.Outcome;
import io.bucky.containers.compose.AppPackage;
import io.bucky.containers.compose.ComposeApp;
import io.bucky.containers.compose.ComposeParser;
import io.bucky.containers.compose.ComposeReading;
import io.bucky.containers.engine.DockerEngine;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Apps that people run at home, from the compose files in `e2e/apps`, which are written as their
/// projects publish them. Skipped where `e2e/apps/build-images` has not made their images.
@Tag("slow")
class RealAppsTest {
  private static final Path APPS = Path.of("../../e2e/apps");

  @TempDir Path root;
  private final Time time = Time.system();
  private DockerEngine engine;
  private AppRuntime runtime;
  private String zone;
  private int port;
  private final List<RunPlan> started = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    engine = TestEngine.open();
    zone = "r" + HexFormat.of().toHexDigits(new SplittableRandom().nextLong()).substring(4);
    runtime = new AppRuntime(engine, zone, time);
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
  }

  @AfterEach
  void clean() throws Exception {
    for (RunPlan plan : started) {
      assertThat(
              runtime.purge(
                  plan.app(), AppFolders.of(Specs.node(root).layout(), "alice", plan.app().app())))
          .isEqualTo(new Outcome.Done());
      TestEngine.clean(engine, runtime, plan.app());
      assertThat(plan.data()).doesNotExist();
    }
  }

  private RunPlan start(String app, String... images) throws IOException, InterruptedException {
    for (String image : images) {
      Assumptions.assumeTrue(
          engine.images().inspect(image).ok(), "no image " + image + ": run e2e/apps/build-images");
    }
    var files = new TreeMap<String, byte[]>();
    try (var list = Files.list(APPS.resolve(app))) {
      for (Path file : list.toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    ComposeReading reading =
        ComposeParser.parse(AppPackage.of(files).orThrow(), ComposeParser.Options.none());
    assertThat(reading.problems()).isEmpty();
    assertThat(reading.installable()).isTrue();
    ComposeApp model = reading.app().orElseThrow();
    RunPlan plan = RunPlan.of(Specs.compose(model), Specs.node(root, zone, port)).orThrow();
    started.add(plan);
    assertThat(runtime.converge(plan, (_, _) -> {})).isEqualTo(new Outcome.Done());
    return plan;
  }

  /// The page once it opens; what the containers said if it does not.
  private HttpResponse<String> open(String path) throws InterruptedException {
    var deadline = Deadline.in(Duration.ofSeconds(60), time);
    try (var client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()) {
      while (true) {
        try {
          var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
          var answer =
              client.send(
                  request.timeout(Duration.ofSeconds(20)).build(),
                  HttpResponse.BodyHandlers.ofString());
          if (answer.statusCode() < 500) {
            return answer;
          }
        } catch (IOException e) {
          assertThat(deadline.hasPassed(time)).as("%s opens: %s\n%s", path, e, said()).isFalse();
        }
        assertThat(deadline.hasPassed(time)).as("%s opens\n%s", path, said()).isFalse();
        time.sleep(Duration.ofMillis(100));
      }
    }
  }

  private String said() throws InterruptedException {
    return String.valueOf(runtime.logs(started.getFirst().app(), java.util.Optional.empty(), 40));
  }

  @Test
  void wordPressWithItsDatabaseKeepsItsDataOverAStop() throws Exception {
    RunPlan plan = start("wordpress", "local/wordpress:6", "local/mariadb:10");

    HttpResponse<String> installer = open("/wp-admin/install.php?step=1");
    assertThat(installer.statusCode()).isEqualTo(200);
    assertThat(installer.body()).as(said()).contains("WordPress", "Site Title");
    assertThat(plan.data().resolve("volumes/wordpress/wp-includes")).exists();

    assertThat(runtime.stop(plan.app())).isEqualTo(new Outcome.Done());
    assertThat(runtime.converge(plan, (_, _) -> {})).isEqualTo(new Outcome.Done());
    assertThat(open("/wp-admin/install.php?step=1").body()).contains("Site Title");
  }

  @Test
  void radicaleRunsOnAReadOnlyRootWithTheFewRightsItAsksFor() throws Exception {
    RunPlan plan = start("radicale", "local/radicale:3");

    HttpResponse<String> page = open("/.web/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("Radicale");
    var host = plan.containers().getFirst().create().path("HostConfig");
    assertThat(host.path("ReadonlyRootfs").asBoolean()).isTrue();
    assertThat(host.path("CapAdd").valueStream().map(name -> name.asString()).toList())
        .isEqualTo(List.of("CHOWN", "KILL", "SETGID", "SETUID"));
  }

  @Test
  void transmissionOpensItsPagesAndNoPortThatWasNotGranted() throws Exception {
    RunPlan plan = start("transmission", "local/transmission:3");

    HttpResponse<String> page = open("/transmission/web/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("Transmission");
    var ports = plan.containers().getFirst().create().path("HostConfig").path("PortBindings");
    assertThat(ports.propertyNames()).containsExactly("9091/tcp");
    awaitFile(plan.data().resolve("files/config/settings.json"));
  }

  /// The program writes it some time after its page opens.
  private static void awaitFile(Path file) throws InterruptedException {
    Time time = Time.system();
    Deadline deadline = Deadline.in(Duration.ofSeconds(20), time);
    while (!Files.exists(file) && !deadline.hasPassed(time)) {
      time.sleep(Duration.ofMillis(50));
    }
    assertThat(file).exists();
  }
}
