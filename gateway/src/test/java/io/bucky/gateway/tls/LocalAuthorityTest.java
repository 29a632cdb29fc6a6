package io.bucky.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Time;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalAuthorityTest {
  private static final CertificateNames HOME =
      new CertificateNames("home.localhost", List.of("box"));

  @TempDir Path directory;

  private LocalAuthority at(Instant now) {
    return new LocalAuthority(directory.resolve("tls"), new Fixed(now));
  }

  private record Fixed(Instant now) implements Time {
    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public void sleep(Duration duration) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void aCertificateIsMadeOnceAndRenewedThirtyDaysBeforeItsEnd() throws Exception {
    Instant start = Instant.parse("2026-11-21T00:00:00Z");
    assertThat(at(start).ensure(HOME)).isTrue();
    assertThat(at(start.plus(Duration.ofDays(1))).ensure(HOME)).isFalse();
    assertThat(at(start.plus(Duration.ofDays(360))).ensure(HOME)).isFalse();

    assertThat(at(start.plus(Duration.ofDays(370))).ensure(HOME)).isTrue();
  }

  @Test
  void theAuthorityStaysWhenTheLeafIsRenewedAndGoesWhenTheZoneIsAnother() throws Exception {
    Instant start = Instant.parse("2026-11-21T00:00:00Z");
    at(start).ensure(HOME);
    byte[] first = Files.readAllBytes(directory.resolve("tls/ca.pem"));

    at(start.plus(Duration.ofDays(370))).ensure(HOME);
    assertThat(Files.readAllBytes(directory.resolve("tls/ca.pem"))).isEqualTo(first);

    at(start).ensure(new CertificateNames("other.example", List.of()));
    assertThat(Files.readAllBytes(directory.resolve("tls/ca.pem"))).isNotEqualTo(first);
  }

  @Test
  void damagedFilesAreReplaced() throws Exception {
    Instant now = Instant.parse("2026-11-21T00:00:00Z");
    at(now).ensure(HOME);
    Files.writeString(directory.resolve("tls/zone.pem"), "nonsense");

    assertThat(at(now).ensure(HOME)).isTrue();
    assertThat(at(now).ensure(HOME)).isFalse();
  }
}
