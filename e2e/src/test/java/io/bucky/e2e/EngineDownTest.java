package io.bucky.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The container engine dies, comes back, and is restarted while an app runs. It is an engine of
/// this test's own.
class EngineDownTest {
  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final String APP = "steady";
  private static OwnEngine engine;
  private static TestZone zone;
  private static WebClient web;
  private static String cookie = "";

  @BeforeAll
  static void start() {
    assumeTrue(Containers.engineAnswers(), "no container engine answers");
    Optional<OwnEngine> own = OwnEngine.start();
    assumeTrue(own.isPresent(), "an engine of the test's own takes root and dockerd");
    engine = own.get();
    engine.copyImage(Containers.busybox());
    zone = TestZone.prepare();
    engine.use(zone);
    zone.up();
    web = new WebClient(zone);
    zone.json(
        "app",
        "install",
        zone.composeApp(
                APP,
                """
                services:
                  web:
                    image: %s
                    command: ["sh", "-c", "echo steady as she goes > /tmp/index.html && exec httpd -f -p 8080 -h /tmp"]
                    ports:
                      - "8080:8080"
                """
                    .formatted(Containers.busybox()))
            .toString());
    cookie = "buckyos_session_token=" + web.loginByPassword(APP).path("session_token").asString("");
    awaitAppRuns();
  }

  @AfterAll
  static void stop() {
    if (zone != null) {
      try {
        zone.close();
      } finally {
        engine.close();
      }
    }
  }

  @Test
  void anEngineThatDiesIsReportedAndTheAppGoesOnAsOneContainer() {
    List<String> before = containers();

    engine.kill();

    TestZone.await(
        "the status says that the engine is away",
        WITHIN,
        () -> zone.status().path("warnings").toString().contains("engine does not answer"));
    assertThat(zone.run("doctor").out()).contains("Apps cannot run");
    assertThat(zone.json("config", "set", "services/notes/while-away", "1").isMissingNode())
        .as("all else works")
        .isFalse();

    engine.run();

    awaitAppRuns();
    awaitNoWarnings();
    assertThat(containers()).as("no second container").isEqualTo(before);
  }

  @Test
  void anEngineThatRestartsEndsTheAppWhichComesBackOnce() {
    engine.stop();
    engine.run();

    awaitAppRuns();
    awaitNoWarnings();
    assertThat(containers()).hasSize(1);
    assertThat(engine.docker("ps", "-aq")).as("containers, running or not").hasSize(1);
  }

  @Test
  void anInstallWithoutAnEngineSaysSoAndGoesThroughWhenItIsBack() {
    engine.stop();
    TestZone.await(
        "the status says that the engine is away",
        WITHIN,
        () -> zone.status().path("warnings").toString().contains("engine does not answer"));
    String app =
        zone.composeApp(
                "patient",
                "services:\n  web:\n    image: %s\n    command: [\"sleep\", \"3600\"]\n"
                    .formatted(Containers.busybox()))
            .toString();
    Bucky.Result install = zone.run("app", "install", app, "--no-wait", "--json");

    engine.run();

    if (install.exit() == 0) {
      TestZone.await("the new app runs", WITHIN, () -> state("patient").equals("running"));
      zone.json("app", "uninstall", "patient", "--delete-data");
    } else {
      assertThat(install.out() + install.err()).contains("engine");
      zone.run("app", "show", "patient").expect(3);
    }
    awaitAppRuns();
    assertThat(engine.docker("ps", "-aq")).hasSize(1);
  }

  private static List<String> containers() {
    return engine.docker("ps", "-q", "--no-trunc");
  }

  private static String state(String app) {
    return zone.json("app", "show", app).path("app").path("state").asString("");
  }

  private static void awaitAppRuns() {
    TestZone.await(
        "the app runs and opens",
        WITHIN,
        () ->
            state(APP).equals("running")
                && web.get(APP + "." + TestZone.HOST, "/", "Cookie", cookie)
                    .body()
                    .contains("steady as she goes"));
  }

  private static void awaitNoWarnings() {
    TestZone.await("no warning is left", WITHIN, () -> zone.status().path("warnings").size() == 0);
  }
}
