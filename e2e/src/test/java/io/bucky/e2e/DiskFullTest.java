package io.bucky.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A zone whose data folder is on a small disk of its own that fills up. Needs the right to mount.
class DiskFullTest {
  /// Enough that the empty disk is no reason for a warning that says "critical".
  private static final int DISK_MIB = 400;

  private static final Duration HEALS_WITHIN = Duration.ofSeconds(60);

  @Test
  void aFullDiskRefusesWritesKeepsWhatWasAcknowledgedAndHealsWhenItIsFreed() throws IOException {
    Optional<Mount> disk = Mount.tmpfs(DISK_MIB);
    assumeTrue(disk.isPresent(), "this user may not mount a tmpfs (it takes root)");
    try (Mount mount = disk.get();
        var zone = TestZone.prepare(mount.folder(), Map.of())) {
      zone.up();
      var acknowledged = new TreeMap<String, String>();
      zone.json("config", "set", "services/notes/before", "kept");
      acknowledged.put("services/notes/before", "kept");

      Path filler = mount.fill();
      writesAreRefusedWithAReason(zone, acknowledged);
      readsGoOn(zone, acknowledged);
      theReasonIsShown(zone);
      anInstallLeavesNothing(zone);
      aKilledProgramComesBackOnAFullDisk(zone, acknowledged);

      Files.delete(filler);
      itHeals(zone, acknowledged);
      anInstallWorksAgain(zone);

      zone.run("down", "--apps").expect(0);
      zone.up();
      readsGoOn(zone, acknowledged);
    }
  }

  private static void writesAreRefusedWithAReason(TestZone zone, Map<String, String> acknowledged) {
    var calls = new NodeCalls(zone.root());
    String value = "x".repeat(100_000);
    int written = 0;
    while (calls.set("services/notes/values/" + written, value)) {
      acknowledged.put("services/notes/values/" + written, value);
      written++;
      assertThat(written).as("values that a full disk took").isLessThan(20); // a block of the log
    }
    Bucky.Result result = zone.run("config", "set", "services/notes/one-more", value, "--json");
    assertThat(result.exit()).as(result.err()).isEqualTo(75);
    assertThat(result.out() + result.err()).contains("disk").contains("free some space");
  }

  private static void readsGoOn(TestZone zone, Map<String, String> acknowledged) {
    var calls = new NodeCalls(zone.root());
    acknowledged.forEach((key, value) -> {
      try {
        assertThat(calls.get(key)).as(key).isEqualTo(value);
      } catch (IOException e) {
        throw new AssertionError("cannot read " + key, e);
      }
    });
  }

  private static void theReasonIsShown(TestZone zone) {
    JsonNode status = zone.status();
    assertThat(status.path("phase").asString("")).isEqualTo("degraded");
    assertThat(status.path("warnings").toString())
        .contains("The disk of " + zone.root() + " has 0 MiB left");
    Bucky.Result doctor = zone.run("doctor");
    assertThat(doctor.exit()).isEqualTo(1);
    assertThat(doctor.out()).contains("fail  disk").contains(zone.root().toString());
  }

  private static void anInstallLeavesNothing(TestZone zone) throws IOException {
    // the folder of the app is on another disk, as a person's folders are
    Path folder = Files.createTempDirectory(Path.of("/tmp"), "bz-app-");
    Path compose = folder.resolve("docker-compose.yml");
    Files.writeString(compose, "services:\n  web:\n    image: " + image() + "\n");
    Bucky.Result result = zone.run("app", "install", folder.toString(), "--json");
    Files.delete(compose);
    Files.delete(folder);

    assertThat(result.exit()).isIn(1, 75);
    assertThat(result.out() + result.err()).contains("disk");
    assertThat(zone.json("app", "list").path("apps").size()).isZero();
    Path packages = zone.root().resolve("data/var/packages");
    if (Files.exists(packages)) {
      try (Stream<Path> left = Files.list(packages)) {
        assertThat(left).as("files of an app that is not installed").isEmpty();
      }
    }
  }

  private static String image() {
    return Containers.engineAnswers() ? Containers.busybox() : "bucky-test/busybox:1";
  }

  private static void aKilledProgramComesBackOnAFullDisk(
      TestZone zone, Map<String, String> acknowledged) {
    long before = Processes.pid(zone.root(), "services");
    Processes.kill(before);
    TestZone.await(
        "system config answers again on a full disk",
        HEALS_WITHIN,
        () -> {
          try {
            return new NodeCalls(zone.root()).get("services/notes/before").equals("kept");
          } catch (IOException e) {
            return false;
          }
        });
    readsGoOn(zone, acknowledged);
  }

  private static void itHeals(TestZone zone, Map<String, String> acknowledged) {
    var calls = new NodeCalls(zone.root());
    TestZone.await(
        "writes are taken again", HEALS_WITHIN, () -> calls.set("services/notes/after", "new"));
    acknowledged.put("services/notes/after", "new");
    TestZone.await("ready again", HEALS_WITHIN, zone::isReady);
    readsGoOn(zone, acknowledged);
  }

  private static void anInstallWorksAgain(TestZone zone) {
    if (!Containers.engineAnswers()) {
      return;
    }
    Path folder =
        zone.composeApp(
            "later",
            "services:\n  web:\n    image: %s\n    command: [\"sleep\", \"3600\"]\n"
                .formatted(Containers.busybox()));
    zone.json("app", "install", folder.toString());
    zone.json("app", "uninstall", "later", "--delete-data");
  }
}
