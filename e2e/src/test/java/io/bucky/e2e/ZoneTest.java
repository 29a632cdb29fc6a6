package io.bucky.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// One zone, used by command as the README says.
class ZoneTest {
  private static TestZone zone;

  @BeforeAll
  static void start() {
    zone = TestZone.start();
  }

  @AfterAll
  static void stop() {
    zone.close();
  }

  @Test
  void upTwiceIsUpOnce() {
    JsonNode again = zone.json("up");

    assertThat(again.path("zone_host").asString("")).isEqualTo(TestZone.HOST);
    assertThat(Processes.of(zone.root()))
        .extracting(Processes.Found::program)
        .containsExactlyInAnyOrder("node", "services", "gateway");
  }

  @Test
  void statusSaysReadyAndNamesEveryProgram() {
    JsonNode status = zone.json("status");

    assertThat(status.path("phase").asString("")).isEqualTo("ready");
    assertThat(status.path("programs").size()).isEqualTo(3);
    assertThat(status.path("warnings").size()).isZero();
  }

  @Test
  void doctorFindsNothingToMend() {
    JsonNode doctor = zone.json("doctor");

    assertThat(doctor.path("checks").size()).isPositive();
  }

  @Test
  void privateFilesAreForTheirOwnerOnly() throws IOException {
    for (String file :
        List.of("security/node_private_key.pem", "security/seal.key", "security/tls/ca.key")) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(zone.root().resolve(file))))
          .as(file)
          .isEqualTo("rw-------");
    }
  }

  @Test
  void configIsReadWrittenComparedAndRestored() {
    zone.json("config", "set", "services/notes/settings", "{\"a\":1}");
    zone.json(
        "config", "set", "services/notes/settings", "--path", "/b/0", "[2]", "--if-version", "1");

    JsonNode value = zone.json("config", "get", "services/notes/settings");
    assertThat(value.path("version").asLong()).isEqualTo(2);

    var file = zone.root().resolve("snapshot.json");
    zone.json("config", "snapshot", file.toString(), "--prefix", "services/notes");
    zone.json("config", "rm", "services/notes/settings");
    zone.run("config", "get", "services/notes/settings").expect(3);
    zone.run("config", "diff", file.toString()).expect(1);
    zone.json("config", "restore", file.toString(), "--yes");
    zone.run("config", "diff", file.toString()).expect(0);
    assertThat(zone.json("config", "get", "services/notes/settings").path("version").asLong())
        .isGreaterThan(2);
  }

  @Test
  void exitStatusesSayWhatHappened() {
    zone.run("config", "get", "no/such/key").expect(3);
    zone.run("config", "set", "a//../..", "x").expect(2);
    zone.run("frobnicate").expect(2);
    zone.json("config", "set", "services/notes/once", "x");
    zone.run("config", "set", "services/notes/once", "y", "--create").expect(5);
    zone.run("config", "set", "services/notes/once", "y", "--if-version", "9").expect(5);
    zone.run("app", "show", "nobody-installed-this").expect(3);
  }

  @Test
  void everyCommandHasExamplesInItsHelp() {
    for (String command :
        List.of(
            "up",
            "down",
            "status",
            "doctor",
            "activate",
            "login",
            "config",
            "app",
            "task",
            "log",
            "version",
            "completion")) {
      Bucky.Result help = Bucky.ofThisBuild().run(command, "--help").expect(0);
      assertThat(help.out()).as(command).contains("Examples:");
    }
  }

  @Test
  void theProgramsSayThatTheyAreHealthyAndCountWhatTheyDo() {
    for (int port : List.of(zone.portBase() + 190, zone.portBase() + 191, zone.portBase() + 200)) {
      assertThat(plain(port, "/healthz")).as(port + "/healthz").startsWith("HTTP/1.1 200");
      assertThat(plain(port, "/readyz")).as(port + "/readyz").startsWith("HTTP/1.1 200");
      assertThat(plain(port, "/metrics")).as(port + "/metrics").contains("# TYPE");
    }
  }

  @Test
  void aSecondZoneRunsBesideTheFirst() {
    try (var second = TestZone.start()) {
      assertThat(second.portBase()).isNotEqualTo(zone.portBase());
      assertThat(second.isReady()).isTrue();
      assertThat(zone.isReady()).isTrue();
    }
    assertThat(zone.isReady()).isTrue();
  }

  @Test
  void aTakenPortIsNamedAndTheZoneHealsWhenItIsFree() throws IOException {
    try (var second = TestZone.prepare()) {
      upWhileAnotherHoldsThePort(second, second.portBase() + 180);
      TestZone.await("ready once the port is free", Duration.ofSeconds(90), second::isReady);
    }
  }

  private static void upWhileAnotherHoldsThePort(TestZone second, int port) throws IOException {
    try (var _ = new ServerSocket(port)) {
      Bucky.Result refused = second.tryUp(20);
      String said = refused.out() + refused.err() + second.status();
      assertThat(said).contains(Integer.toString(port)).contains(thisProcess());
      assertThat(second.run("doctor").out()).contains(thisProcess()).contains("--port-base");
    }
  }

  @Test
  void aPortTakenBetweenTwoStartsIsNamedAndTheZoneHealsWhenItIsFree() throws IOException {
    int port = zone.portBase() + 180;
    Processes.kill(Processes.pid(zone.root(), "gateway"));
    try (var _ = takenAsSoonAsItIsFree(port)) {
      TestZone.await(
          "the status names the port and who has it",
          Duration.ofSeconds(30),
          () -> {
            String said = zone.status().path("warnings").toString();
            return said.contains(Integer.toString(port)) && said.contains(thisProcess());
          });
    }
    TestZone.await("ready once the port is free", Duration.ofSeconds(60), zone::isReady);
  }

  private static ServerSocket takenAsSoonAsItIsFree(int port) throws IOException {
    var socket = new ServerSocket();
    TestZone.await(
        "port " + port + " is left by the killed program",
        Duration.ofSeconds(10),
        () -> {
          try {
            socket.bind(
                new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), port));
            return true;
          } catch (IOException e) {
            return false; // not yet
          }
        });
    return socket;
  }

  private static String thisProcess() {
    return "process " + ProcessHandle.current().pid();
  }

  @Test
  void aStoppedZoneComesBackWithItsConfiguration() {
    try (var second = TestZone.start()) {
      second.json("config", "set", "services/notes/kept", "yes");
      second.run("down").expect(0);
      assertThat(Processes.of(second.root())).isEmpty();

      second.up();

      assertThat(second.json("config", "get", "services/notes/kept").path("value").asString(""))
          .isEqualTo("yes");
    }
  }

  private static String plain(int port, String path) {
    try (var socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      return new String(
          socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError("port " + port, e);
    }
  }
}
