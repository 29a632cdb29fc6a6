package io.bucky.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Programs that are alive and answer nothing, as SIGSTOP makes them.
class HungProgramTest {
  /// Twenty seconds of patience, one look, and a start.
  private static final Duration HEALS_WITHIN = Duration.ofSeconds(90);

  @Test
  void programsThatHangAreEndedAndStartedAgainAndNothingIsLost() throws IOException {
    try (var zone = TestZone.start()) {
      var calls = new NodeCalls(zone.root());
      Map<String, String> acknowledged = new TreeMap<>();
      for (int i = 0; i < 50; i++) {
        assertThat(calls.set("services/notes/values/" + i, "v" + i)).isTrue();
        acknowledged.put("services/notes/values/" + i, "v" + i);
      }
      long services = Processes.pid(zone.root(), "services");
      long gateway = Processes.pid(zone.root(), "gateway");

      Processes.signal(services, "STOP");
      Processes.signal(gateway, "STOP");

      TestZone.await(
          "the status says that they do not answer",
          Duration.ofSeconds(20),
          () -> zone.status().path("warnings").toString().contains("does not answer"));
      TestZone.await(
          "others run in their place",
          HEALS_WITHIN,
          () ->
              !alive(services)
                  && !alive(gateway)
                  && zone.isReady()
                  && Processes.of(zone.root()).size() == 3);
      for (Map.Entry<String, String> write : acknowledged.entrySet()) {
        assertThat(calls.get(write.getKey())).isEqualTo(write.getValue());
      }
      assertThat(new WebClient(zone).get(TestZone.HOST, "/1.0/identifiers/self").statusCode())
          .isEqualTo(200);
      assertThat(Files.readString(zone.root().resolve("logs/node.log")))
          .contains("node.program.hangs");
    }
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }
}
