package io.bucky.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bucky.api.SchedulerApi;
import io.bucky.api.tasks.TaskCreateApi;
import io.bucky.api.tasks.TaskQueryApi;
import io.bucky.base.Time;
import io.bucky.identity.DeviceIdentity;
import io.bucky.json.Json;
import io.bucky.krpc.Answer;
import io.bucky.krpc.ServiceDirectory;
import io.bucky.krpc.http.HttpKrpcCaller;
import io.bucky.zone.KernelServices;
import io.bucky.zone.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole program but `main`, on real ports and files.
@Tag("slow")
final class ServicesHostTest {
  private static final Duration BOUND = Duration.ofSeconds(20);

  @TempDir Path root = Path.of("");
  private Ports ports = new Ports(Ports.STANDARD_BASE);

  @BeforeEach
  void activate() throws IOException {
    ports = new Ports(ActivatedMachine.write(root));
  }

  private static ServicesHost open(Path root) throws InterruptedException {
    return ServicesHost.open(root, Time.system(), new SecureRandom());
  }

  private HttpKrpcCaller device(String appId) {
    DeviceIdentity identity = Machine.read(root, Time.system(), new SecureRandom()).device();
    return HttpKrpcCaller.open(
        ServiceDirectory.ofPorts(KernelServices.ports(ports)),
        () -> Optional.of(identity.loginToken(identity.name(), appId, Duration.ofMinutes(5))),
        Time.system());
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long until = System.nanoTime() + BOUND.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("waited for too long").isLessThan(until);
      Time.system().sleep(Duration.ofMillis(20));
    }
  }

  private static String get(HttpClient http, int port, String path) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void aZoneBootsAndEveryServiceComesUpByItself() throws Exception {
    try (var http = HttpClient.newHttpClient();
        var caller = device("node-daemon")) {
      try (ServicesHost host = open(root)) {
        assertThat(host).isNotNull();
        assertThat(get(http, ports.systemConfig(), "/readyz")).isEqualTo("ready\n");

        var booted = caller.call(SchedulerApi.BOOT, new SchedulerApi.BootRequest(Optional.empty()));

        assertThat(booted).isInstanceOf(Answer.Ok.class);
        await(() -> answers(http, ports.verifyHub()) && answers(http, ports.controlPanel()));
        var task =
            caller.call(
                TaskCreateApi.CREATE,
                TaskCreateApi.Create.of("work", "test", "alice", "notes", Json.object()));
        assertThat(task)
            .isInstanceOfSatisfying(
                Answer.Ok.class,
                answer ->
                    assertThat(((TaskCreateApi.Created) answer.value()).task().userId())
                        .isEqualTo("alice"));
        assertThat(get(http, ports.scheduler(), "/metrics")).contains("krpc_call_seconds_count");
      }
      try (ServicesHost again = open(root)) {
        assertThat(again).isNotNull();
        await(() -> answers(http, ports.verifyHub()) && answers(http, ports.controlPanel()));
        assertThat(caller.call(TaskQueryApi.GET, new TaskQueryApi.Ref(1)))
            .as("a task outlives the program")
            .isInstanceOf(Answer.Ok.class);
      }
    }
  }

  private static boolean answers(HttpClient http, int port) {
    try {
      return get(http, port, "/healthz").equals("ok\n");
    } catch (Exception e) {
      return false;
    }
  }

  @Test
  void aPortThatIsTakenIsSaidAndNothingStaysOpen() throws Exception {
    try (var holder = new ServerSocket(ports.scheduler(), 1, InetAddress.getLoopbackAddress())) {
      assertThat(holder.isBound()).isTrue();
      assertThatThrownBy(() -> open(root))
          .isInstanceOfSatisfying(
              StartFailure.class,
              failure -> {
                assertThat(failure.reason()).isEqualTo(ExitReason.PORT);
                assertThat(failure).hasMessageContaining("127.0.0.1:" + ports.scheduler());
              });
    }
    open(root).close();
  }

  @Test
  void aSecondProgramOnTheSameFolderIsRefused() throws Exception {
    try (ServicesHost first = open(root)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> open(root))
          .isInstanceOfSatisfying(
              StartFailure.class,
              failure -> assertThat(failure.reason()).isEqualTo(ExitReason.STORE));
    }
  }

  @Test
  void aMachineThatIsNotActivatedIsSaid() throws Exception {
    Files.delete(root.resolve("etc/node_identity.json"));

    assertThatThrownBy(() -> open(root))
        .isInstanceOfSatisfying(
            StartFailure.class,
            failure -> {
              assertThat(failure.reason()).isEqualTo(ExitReason.SETTINGS);
              assertThat(failure).hasMessageContaining("is this node activated?");
            });
  }

  @Test
  void closingTakesLessThanASecond() throws Exception {
    ServicesHost host = open(root);
    long before = System.nanoTime();

    host.close();

    assertThat(System.nanoTime() - before).isLessThan(Duration.ofSeconds(1).toNanos());
  }
}
