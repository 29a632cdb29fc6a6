package io.bucky.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Apps from compose folders: installed, opened at their own host behind login, refused without.
class AppTest {
  private static final String COMPOSE =
      """
      services:
        web:
          image: %s
          command: ["sh", "-c", "mkdir -p /data/www && echo hello from $$NAME > /data/www/index.html && exec httpd -f -p 8080 -h /data/www"]
          environment:
            NAME: ${GREETED:-the world}
          ports:
            - "8080:8080"
          volumes:
            - pages:/data
      volumes:
        pages:
      """;

  private static TestZone zone;

  @BeforeAll
  static void start() {
    assumeTrue(Containers.engineAnswers(), "no container engine answers");
    Containers.busybox();
    zone = TestZone.start();
  }

  @AfterAll
  static void stop() {
    if (zone != null) {
      zone.run("down", "--apps");
      assertThat(Containers.ofRoot(zone.root())).as("containers left behind").isEmpty();
      zone.close();
    }
  }

  @Test
  void anAppIsInstalledOpenedStoppedAndRemoved() {
    Path folder = zone.composeApp("hello", COMPOSE.formatted(Containers.busybox()));

    zone.json("app", "install", folder.toString());
    assertThat(state("hello")).isEqualTo("running");

    var web = new WebClient(zone);
    HttpResponse<String> refused = web.get("hello." + TestZone.HOST, "/");
    assertThat(refused.statusCode()).isEqualTo(302);
    assertThat(refused.headers().firstValue("location").orElse(""))
        .startsWith("https://sys." + TestZone.HOST)
        .contains("/login?")
        .contains("redirect_url=");

    JsonNode login = web.loginByPassword("hello");
    HttpResponse<String> opened =
        web.get(
            "hello." + TestZone.HOST,
            "/",
            "Cookie",
            "buckyos_session_token=" + login.path("session_token").asString(""));
    assertThat(opened.statusCode()).isEqualTo(200);
    assertThat(opened.body()).contains("hello from the world");

    JsonNode other = web.loginByPassword("control-panel");
    assertThat(
            web.get(
                    "hello." + TestZone.HOST,
                    "/",
                    "Cookie",
                    "buckyos_session_token=" + other.path("session_token").asString(""))
                .statusCode())
        .as("a token of another app")
        .isEqualTo(302);

    zone.json("app", "stop", "hello");
    assertThat(state("hello")).isEqualTo("stopped");
    assertThat(Containers.ofRoot(zone.root())).isEmpty();

    zone.json("app", "start", "hello");
    assertThat(state("hello")).isEqualTo("running");

    zone.json("app", "uninstall", "hello", "--keep-data");
    zone.run("app", "show", "hello").expect(3);
    assertThat(Containers.ofRoot(zone.root())).isEmpty();
    assertThat(zone.root().resolve("data/home/alice/.local/share/hello")).exists();
  }

  /// A registry that says it is one and then nothing.
  private static HttpServer silentRegistry(CountDownLatch pulled) throws IOException {
    HttpServer registry =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    registry.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    registry.createContext(
        "/",
        exchange -> {
          if (exchange.getRequestURI().getPath().equals("/v2/")) {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          } else {
            pulled.countDown(); // and no answer
          }
        });
    registry.start();
    return registry;
  }

  @Test
  void anAppWhoseImageNeverArrivesIsUninstalledWithoutWaitingForIt() throws Exception {
    var pulled = new CountDownLatch(1);
    HttpServer registry = silentRegistry(pulled);
    try {
      String image = "127.0.0.1:" + registry.getAddress().getPort() + "/never:1";
      Path folder = zone.composeApp("never", COMPOSE.formatted(image));
      zone.json("app", "install", folder.toString(), "--no-wait");
      assertThat(pulled.await(60, TimeUnit.SECONDS)).as("the image is asked for").isTrue();

      zone.json("app", "uninstall", "never", "--delete-data");

      assertThat(zone.json("status").path("apps").toString()).doesNotContain("never@");
    } finally {
      registry.stop(0);
    }
  }

  @Test
  void aHostileAppIsRefusedAndNothingChanges() {
    Path folder =
        zone.composeApp(
            "hostile",
            """
            services:
              evil:
                image: %s
                privileged: true
                network_mode: host
                volumes:
                  - /var/run/docker.sock:/var/run/docker.sock
                  - /:/host
            """
                .formatted(Containers.busybox()));

    Bucky.Result result = zone.run("app", "install", folder.toString(), "--json");

    assertThat(result.exit()).isNotZero();
    assertThat(zone.json("app", "list").toString()).doesNotContain("hostile");
    assertThat(Containers.lines("docker", "ps", "-aq", "--filter", "label=buckyos.app_id=hostile"))
        .isEmpty();
  }

  @Test
  void anAppRunsWithoutCapabilitiesInItsOwnNetworkWithLimits() {
    Path folder = zone.composeApp("caged", COMPOSE.formatted(Containers.busybox()));
    zone.json("app", "install", folder.toString());

    String id = Containers.ofRoot(zone.root()).getFirst();
    JsonNode facts =
        new tools.jackson.databind.json.JsonMapper()
            .readTree(String.join("\n", Containers.lines("docker", "inspect", id)))
            .get(0);

    JsonNode host = facts.path("HostConfig");
    assertThat(host.path("Privileged").asBoolean(true)).isFalse();
    assertThat(host.path("CapDrop").toString()).contains("ALL");
    assertThat(host.path("SecurityOpt").toString()).contains("no-new-privileges");
    assertThat(host.path("Memory").asLong()).isPositive();
    assertThat(host.path("PidsLimit").asLong()).isPositive();
    assertThat(host.path("NetworkMode").asString("")).isNotEqualTo("host").isNotEqualTo("bridge");
    assertThat(facts.path("Config").path("Env").toString())
        .contains("app_instance_config=")
        .contains("ALICE_CAGED_TOKEN=")
        .contains("BUCKYOS_HOST_GATEWAY=host.docker.internal");
    zone.json("app", "uninstall", "caged", "--delete-data");
    assertThat(zone.root().resolve("data/home/alice/.local/share/caged")).doesNotExist();
  }

  @Test
  void whatWasNotGrantedIsNotGiven() {
    Path folder =
        zone.composeApp(
            "greedy",
            """
            services:
              web:
                image: %s
                command: ["sleep", "3600"]
                cap_add: [SYS_ADMIN]
                security_opt: ["seccomp:unconfined"]
            """
                .formatted(Containers.busybox()));

    zone.json("app", "install", folder.toString());

    String facts =
        String.join(
            "\n",
            Containers.lines(
                "docker",
                "inspect",
                "-f",
                "{{.HostConfig.CapAdd}} {{.HostConfig.SecurityOpt}}",
                Containers.ofRoot(zone.root()).getFirst()));
    assertThat(facts).doesNotContain("SYS_ADMIN").doesNotContain("unconfined");
    assertThat(zone.run("app", "inspect", folder.toString()).out())
        .contains("--grant capability:SYS_ADMIN");
    zone.json("app", "uninstall", "greedy", "--delete-data");
  }

  @Test
  void anAppWhoseContainerDiesIsStartedAgain() {
    Path folder = zone.composeApp("phoenix", COMPOSE.formatted(Containers.busybox()));
    zone.json("app", "install", folder.toString());
    String first = Containers.ofRoot(zone.root()).getFirst();

    Containers.lines("docker", "kill", first);

    TestZone.await(
        "running again",
        Duration.ofSeconds(30),
        () ->
            Containers.ofRoot(zone.root()).stream()
                .anyMatch(id ->
                    Containers.lines("docker", "inspect", "-f", "{{.State.Running}}", id)
                        .contains("true")));
    zone.json("app", "uninstall", "phoenix", "--delete-data");
  }

  @Test
  void aMissingImageEndsTheTaskWithAReason() {
    Path folder =
        zone.composeApp("nowhere", "services:\n  web:\n    image: bucky-test/does-not-exist:1\n");

    Bucky.Result result = zone.run("app", "install", folder.toString(), "--json");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out() + result.err()).contains("bucky-test/does-not-exist");
    zone.run("app", "uninstall", "nowhere", "--delete-data");
  }

  private static String state(String app) {
    return zone.json("app", "show", app).path("app").path("state").asString("");
  }

  static JsonNode none() {
    return JsonNodeFactory.instance.objectNode();
  }
}
