package io.bucky.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.json.Json;
import io.bucky.zone.GatewaySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates that fail at first, on a clock that the test moves.
class CertificateKeeperTest {
  @TempDir Path root;
  private final ShiftedTime time = new ShiftedTime();
  private Zone zone;

  @BeforeEach
  void prepare() {
    zone = new Zone(root);
    zone.writeInfo();
    zone.writeSettings(Zone.listener("https", 0));
  }

  @AfterEach
  void stop() {
    zone.close();
  }

  /// Whether the gateway says that something is wrong, having looked at its files again.
  private boolean isWrong() {
    try {
      Path settings = zone.layout().gatewaySettings();
      Zone.write(settings, Files.readString(settings));
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      return zone.readiness().contains("HTTPS has no new certificate");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatFailedIsTriedAgainSoon() throws IOException {
    Path place = zone.layout().certificates();
    Zone.write(place, "in the way");
    zone.open(time);
    Zone.eventually("it failed", this::isWrong);

    Files.delete(place);
    time.pass(Duration.ofSeconds(11));

    Zone.eventually("it is well", () -> !isWrong());
    assertThat(place.resolve("zone.pem")).exists();
  }

  @Test
  void aKeyThatChangesIsReadAgain() throws IOException {
    zone.open(time);
    Path own = zone.layout().certificates();
    Zone.eventually("the zone has a certificate", () -> Files.exists(own.resolve("zone.pem")));
    Path chain = Files.copy(own.resolve("zone.pem"), root.resolve("chain.pem"));
    Path key = Files.copy(own.resolve("zone.key"), root.resolve("key.pem"));
    Zone.write(zone.layout().gatewaySettings(), settings(chain, key));
    Zone.eventually("it is loaded", () -> !isWrong());

    Zone.write(key, "nonsense");
    Zone.eventually("it failed", this::isWrong);
    Files.copy(own.resolve("zone.key"), key, StandardCopyOption.REPLACE_EXISTING);
    Zone.eventually("it is well", () -> !isWrong());
  }

  private String settings(Path chain, Path key) {
    return Json.write(
        new GatewaySettings(
            List.of(Zone.listener("https", 0)),
            root.resolve("web").toString(),
            Optional.of(chain.toString()),
            Optional.of(key.toString()),
            Optional.empty(),
            0,
            new GatewaySettings.WebPorts(80, 443)));
  }
}
