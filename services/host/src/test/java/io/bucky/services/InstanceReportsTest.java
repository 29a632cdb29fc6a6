package io.bucky.services;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.config.embedded.EmbeddedStore;
import io.bucky.config.embedded.StoreLimits;
import io.bucky.config.testing.SimDisk;
import io.bucky.identity.DeviceIdentity;
import io.bucky.zone.ZoneKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InstanceReportsTest {
  private static final Duration BOUND = Duration.ofSeconds(10);

  @TempDir Path root = Path.of("");

  @Test
  void aFullDiskDelaysTheReportsAndEndsNothing() throws IOException, InterruptedException {
    int _ = ActivatedMachine.write(root);
    DeviceIdentity device = Machine.read(root, Time.system(), new SecureRandom()).device();
    var disk = SimDisk.seeded(1);
    var metrics = new Metrics();
    try (var store =
            EmbeddedStore.open(
                disk, Time.system(), StoreLimits.STANDARD, metrics, new SplittableRandom(1));
        var reports = new InstanceReports(store, device, Time.system())) {
      disk.capacity(disk.usedBytes());
      reports.add("one", 1);
      reports.start();
      await(() -> metrics.prometheus().contains("config_write_failures_total 1"));

      disk.capacity(Long.MAX_VALUE);
      reports.add("two", 2);

      await(() -> store.get(ZoneKeys.instance("two", device.name())).isPresent());
      assertThat(store.get(ZoneKeys.instance("one", device.name()))).isPresent();
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + BOUND.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for too long").isLessThan(until);
      Time.system().sleep(Duration.ofMillis(5));
    }
  }
}
