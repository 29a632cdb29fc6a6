package io.bucky.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bucky.base.Secret;
import io.bucky.identity.Mnemonic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The published TypeScript client (npm `buckyos` 1.4.2) itself, unmodified, against a zone: in the
/// page of an app, as a program of the owner, and inside an app's container. What each does is in
/// `web/e2e/sdk`.
class SdkPackageTest {
  /// The number of steps, so that a scenario which ends early is no success.
  private static final int SERVICE_STEPS = 30;

  private static final int CLIENT_STEPS = 45;
  private static final int PAGE_STEPS = 34;

  private static final int SECONDS_MAX = 60;
  private static final String END = "no more steps";
  private static final Path WEB = Bucky.ofThisBuild().repository().resolve("web");

  /// The compiled scripts and `node_modules`.
  private static Path scripts;

  private static TestZone zone;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(
        Files.exists(WEB.resolve("node_modules/.bin/tsx")),
        "the web workspace is not installed: npm install in web/");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/chromium")), "no /usr/bin/chromium");
    assumeTrue(Containers.engineAnswers(), "no container engine answers");
    scripts = SdkPackage.folder();
    Optional<String> missing = SdkPackage.install(scripts);
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    compile();
    zone = TestZone.start();
    installBoard();
  }

  @AfterAll
  static void stop() throws IOException {
    try {
      if (zone != null) {
        zone.close();
      }
    } finally {
      if (scripts != null) {
        TestZone.deleteFolder(scripts);
      }
    }
  }

  @Test
  void anAppServiceUsesEveryCallInsideItsContainer() {
    everyStepIsOk(SERVICE_STEPS, zone.run("app", "logs", "board").out());
  }

  @Test
  void aProgramOfTheOwnerUsesEveryCallOverHttps() throws IOException {
    Path keys = Files.createDirectories(zone.root().resolve("test-keys"));
    Secret owner = Mnemonic.parse(new Secret(zone.recoveryPhrase())).orThrow().ownerKey().toPem();
    Files.writeString(keys.resolve("user_private_key.pem"), owner.reveal());

    Script.Result client =
        Script.run(
            scripts,
            Map.of(
                "BUCKYOS_ZONE_HOST",
                TestZone.HOST + ":" + zone.httpsPort(),
                "BUCKYOS_APP_CLIENT_DIR",
                keys.toString(),
                "NODE_EXTRA_CA_CERTS",
                zone.localCa().toString()),
            SECONDS_MAX,
            "node",
            "--import",
            "./localhost.js",
            "app-client.js");

    everyStepIsOk(CLIENT_STEPS, client.said());
  }

  @Test
  void thePageOfAnAppUsesEveryCallInABrowserOverHttps() {
    Script.Result browser =
        Script.run(
            WEB,
            Map.of(),
            SECONDS_MAX,
            WEB.resolve("node_modules/.bin/tsx").toString(),
            "e2e/sdk/open-page.ts",
            "https://board." + TestZone.HOST + ":" + zone.httpsPort() + "/",
            zone.localCa().toString());

    everyStepIsOk(PAGE_STEPS, browser.said());
  }

  private static void compile() throws IOException {
    Script.Result tsc =
        Script.run(
            WEB,
            Map.of(),
            SECONDS_MAX,
            WEB.resolve("node_modules/.bin/tsc").toString(),
            "--project",
            "e2e/sdk/tsconfig.json",
            "--outDir",
            scripts.toString());
    assertThat(tsc.exit()).as(tsc.said()).isZero();
    Files.copy(
        WEB.resolve("e2e/sdk/page.html"),
        scripts.resolve("page.html"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  /// The app whose service and whose page the client is in. Its service comes first: pausing all
  /// tasks of the user would pause its own.
  private static void installBoard() {
    Path app =
        zone.composeApp(
            "board",
            """
            services:
              web:
                image: %s
                command: ["node", "/board/app-service.js", "%d"]
                ports:
                  - "8080:8080"
                volumes:
                  - %s:/board:ro
            """
                .formatted(Containers.node(), zone.nodeGatewayPort(), scripts));
    zone.json("app", "install", app.toString(), "--grant", "host-path:" + scripts + ":ro");
    TestZone.await(
        "the end of the service's steps",
        Duration.ofSeconds(SECONDS_MAX),
        () -> zone.run("app", "logs", "board").out().contains(END));
  }

  private static void everyStepIsOk(int steps, String said) {
    List<String> lines =
        said.lines()
            .map(line -> line.replaceFirst("^\\S+Z \\S+ ", "")) // time and component in a log
            .toList();
    assertThat(lines.stream().filter(line -> line.startsWith("FAIL ")).toList()).as(said).isEmpty();
    assertThat(lines).contains(END);
    assertThat(lines.stream().filter(line -> line.startsWith("ok ")).count())
        .as(said)
        .isEqualTo(steps);
  }
}
