package io.bucky.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.api.NodeApi;
import io.bucky.base.Time;
import io.bucky.json.Json;
import io.bucky.krpc.Answer;
import io.bucky.krpc.Method;
import io.bucky.krpc.None;
import io.bucky.krpc.Problem;
import io.bucky.krpc.socket.SocketKrpcCaller;
import io.bucky.node.machine.InstanceLock;
import io.bucky.node.programs.CommandLine;
import io.bucky.zone.MachineSettings;
import io.bucky.zone.ZoneLayout;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The daemon in this process, over its real socket. The children's programs are not on this class
/// path, so they end at once: what is shown here is how the daemon deals with that.
@Tag("slow")
final class NodeTest {
  private static final String HASH = "LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564=";

  @TempDir Path folder;
  private ZoneLayout layout;
  private Node node;
  private Thread main;
  private SocketKrpcCaller caller;
  private int base;

  @BeforeEach
  void open() throws Exception {
    layout = new ZoneLayout(folder);
    base = freeBase();
    var machine = new MachineSettings(base, List.of("127.0.0.1"), Map.of(), folder + "/no.sock");
    var commandLine =
        new CommandLine(
            layout,
            Optional.empty(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            Optional.empty());
    node = Node.open(layout, machine, commandLine, Time.system());
    main =
        Thread.ofPlatform()
            .start(() -> {
              try {
                node.run();
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    caller = new SocketKrpcCaller(layout.nodeSocket(), Duration.ofSeconds(20), Time.system());
  }

  @AfterEach
  void close() throws Exception {
    node.requestStop(false);
    main.join();
    caller.close();
    node.close();
  }

  private static int freeBase() throws Exception {
    try (var activation = new java.net.ServerSocket(0)) {
      return Math.clamp(activation.getLocalPort() - 182, 1_024, 50_000);
    }
  }

  private <Q, R> R ok(Method<Q, R> method, Q request) throws InterruptedException {
    return switch (caller.call(method, request)) {
      case Answer.Ok<R>(var value) -> value;
      case Answer<R> other -> throw new AssertionError(method.name() + ": " + other);
    };
  }

  private NodeApi.Status status() throws InterruptedException {
    return ok(NodeApi.STATUS, None.NONE);
  }

  private NodeApi.Activated activate() throws InterruptedException {
    return ok(
        NodeApi.ACTIVATE,
        new NodeApi.ActivateRequest(
            "home", "alice", HASH, Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void aNewNodeIsInactiveAndShowsTheLink() throws Exception {
    Eventually.holds("the page", () -> status().activation().isPresent());

    NodeApi.Status status = status();

    assertThat(status.phase()).isEqualTo("inactive");
    String url = status.activation().orElseThrow().url();
    assertThat(url).startsWith("http://127.0.0.1:" + (base + 182) + "/activate.html?code=");
    assertThat(Files.readString(folder.resolve("run/activation_code")))
        .isEqualTo(status.activation().orElseThrow().code());
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("run/activation_code"))))
        .isEqualTo("rw-------");
  }

  @Test
  @DisplayName("S67: after activation over the socket the port closes and the node boots")
  void activationOverTheSocketClosesThePortAndBoots() throws Exception {
    Eventually.holds("the page", () -> deviceAnswers());

    NodeApi.Activated activated = activate();

    assertThat(activated.zoneHost()).isEqualTo("home.localhost");
    assertThat(status().phase()).isEqualTo("booting");
    Eventually.holds("the port is closed", () -> !deviceAnswers());
    Eventually.holds("the zone is known", () -> status().zone().isPresent());
    assertThat(status().zone().orElseThrow().owner()).isEqualTo("alice");
    assertThat(folder.resolve("run/activation_code")).doesNotExist();
  }

  @Test
  void aProgramThatCannotRunIsToldWithItsReasonAndANextStep() throws Exception {
    activate();

    Eventually.holds(
        "the failing program is told",
        () ->
            status().warnings().stream()
                .anyMatch(each ->
                    each.label().equals("gateway")
                        && each.message().contains("GatewayMain")
                        && !each.nextStep().isEmpty()));
    Eventually.holds(
        "the phase says what it waits for",
        () ->
            status().phases().stream()
                .anyMatch(each -> each.name().equals("system-config") && !each.detail().isEmpty()));
    Path file = folder.resolve("run/status.json");
    Eventually.holds(
        "the file says the same",
        () ->
            Json.read(Files.readString(file), NodeApi.Status.class)
                .orThrow()
                .phase()
                .equals("booting"));
  }

  @Test
  void theDaemonSaysThatItIsHealthyAndWhyItIsNotReadyAndCountsWhatItDoes() throws Exception {
    Eventually.holds(
        "it is healthy", () -> ask("/healthz").map(it -> it.equals("200 ok")).orElse(false));
    assertThat(ask("/readyz").orElseThrow()).startsWith("503 inactive");
    assertThat(ask("/metrics").orElseThrow())
        .startsWith("200 ")
        .contains("node_zone_booted 0", "node_engine_available 0", "node_resident_bytes ");

    activate();

    Eventually.holds(
        "the loop goes round and programs end",
        () -> {
          String text = ask("/metrics").orElseThrow();
          return text.contains("node_loop_round_seconds_count")
              && !text.contains("node_loop_rounds_total 0\n")
              && !text.contains("node_program_restarts{program=\"gateway\"} 0\n")
              && text.contains("krpc_");
        });
    assertThat(ask("/readyz").orElseThrow()).startsWith("503 booting").contains("gateway");
    assertThat(ask("/other").orElseThrow()).startsWith("404 ");
  }

  private Optional<String> ask(String path) {
    return get(base + 191, path);
  }

  @Test
  void callsBeforeActivationAreRefusedWithWhatToDo() throws Exception {
    var answer =
        caller.call(NodeApi.CALL, new NodeApi.CallRequest("verify-hub", "x", Json.object()));

    assertThat(answer).isInstanceOf(Answer.Refused.class);
    if (answer instanceof Answer.Refused<?>(Problem problem)) {
      assertThat(problem.wire()).contains("bucky activate");
    }
  }

  @Test
  void doctorNamesTheMissingEngineAndWhatToInstall() throws Exception {
    NodeApi.Doctor doctor = ok(NodeApi.DOCTOR, None.NONE);

    var engine = doctor.checks().stream().filter(each -> each.name().equals("engine")).findFirst();
    assertThat(engine.orElseThrow().state()).isEqualTo("warn");
    assertThat(engine.orElseThrow().nextStep()).isNotEmpty();
  }

  @Test
  void stopAnswersFirstAndThenEverythingEnds() throws Exception {
    activate();

    ok(NodeApi.STOP, new NodeApi.StopRequest(false));

    main.join();
    node.close();
    assertThat(layout.nodeSocket()).doesNotExist();
  }

  @Test
  void aSecondDaemonDoesNotGetTheLock() throws Exception {
    Path file = folder.resolve("run/other.lock");
    try (var _ = InstanceLock.tryAcquire(file).orElseThrow()) {
      // within one process the JDK refuses a second lock by an exception of its own
      assertThat(file).exists();
    }
    try (var again = InstanceLock.tryAcquire(file).orElseThrow()) {
      assertThat(again).isNotNull();
    }
  }

  private boolean deviceAnswers() {
    return get(base + 182, "/device").filter(answer -> answer.startsWith("200 ")).isPresent();
  }

  /// Status and body; empty when nobody answers.
  private static Optional<String> get(int port, String path) {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
      var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return Optional.of(answer.statusCode() + " " + answer.body());
    } catch (java.io.IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
