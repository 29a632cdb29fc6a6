package io.bucky.node.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bucky.base.Secret;
import io.bucky.base.Time;
import io.bucky.identity.DeviceIdentity;
import io.bucky.identity.SigningKey;
import io.bucky.json.Json;
import io.bucky.zone.StartConfig;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Activation on disk is all or nothing.
final class InstallationTest {
  /// `base64(sha256("x"))` of some bytes; 32 of them is all that counts.
  private static final String HASH = "LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564=";

  private static final DocumentSet.Wishes WISHES =
      DocumentSet.Wishes.of(Optional.of("Alice"), HASH);

  @TempDir Path folder;

  private DocumentSet documents() {
    var random = new SecureRandom();
    return DocumentSet.sign(
            ZoneName.parse("home", Map.of()).orThrow(),
            OwnerName.parse("alice").orThrow(),
            SigningKey.generate(random),
            SigningKey.generate(random),
            WISHES,
            now())
        .orThrow();
  }

  private static Instant now() {
    return Time.system().now();
  }

  private static void install(ZoneLayout layout, Disk disk, DocumentSet set) throws IOException {
    new Installation(layout, disk)
        .install(set, set.startConfig(WISHES, List.of("box.local")), now());
  }

  private static DeviceIdentity identity(ZoneLayout layout) throws IOException {
    return DeviceIdentity.open(
            Files.readString(layout.nodeIdentity()),
            new Secret(Files.readString(layout.devicePrivateKey())),
            Time.system(),
            new SecureRandom())
        .orThrow();
  }

  @Test
  @DisplayName("S67: the key file is 0600 in a 0700 folder, and the identity fits the key")
  void anInstalledNodeHasPrivateKeysAndAnIdentity() throws Exception {
    var layout = new ZoneLayout(folder);

    install(layout, Disk.local(), documents());

    assertThat(identity(layout).zoneHost()).isEqualTo("home.localhost");
    assertThat(mode(layout.devicePrivateKey())).isEqualTo("rw-------");
    assertThat(mode(layout.security())).isEqualTo("rwx------");
    assertThat(mode(layout.startConfig())).isEqualTo("rw-------");
    assertThat(folder.resolve(".activation")).doesNotExist();
  }

  @Test
  void theOwnersKeyIsNowhereOnDisk() throws Exception {
    var layout = new ZoneLayout(folder);
    var random = new SecureRandom();
    SigningKey owner = SigningKey.generate(random);
    DocumentSet set =
        DocumentSet.sign(
                ZoneName.parse("home", Map.of()).orThrow(),
                OwnerName.parse("alice").orThrow(),
                owner,
                SigningKey.generate(random),
                WISHES,
                now())
            .orThrow();

    install(layout, Disk.local(), set);

    String secret = owner.toPem().reveal().lines().skip(1).findFirst().orElseThrow();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContain(secret);
      }
    }
  }

  @Test
  void aCrashAtAnyStepLeavesTheNodeInactiveOrActive() throws Exception {
    DocumentSet set = documents();
    int steps = stepsOf(set);
    assertThat(steps).isGreaterThan(8);
    for (int at = 0; at < steps; at++) {
      for (boolean after : new boolean[] {false, true}) {
        var layout = new ZoneLayout(folder.resolve("crash-" + at + "-" + after));
        Files.createDirectories(layout.root());
        var disk = new FailingDisk(at, after);

        assertThatThrownBy(() -> install(layout, disk, set)).isInstanceOf(IOException.class);

        if (Installation.active(layout)) {
          assertThat(identity(layout).name()).as("step %d", at).isEqualTo("ood1");
          assertThat(
                  Json.read(Files.readString(layout.startConfig()), StartConfig.class)
                      .orThrow()
                      .userName())
              .isEqualTo("alice");
        } else {
          DocumentSet second = documents(); // the next try starts over, with other keys
          install(layout, Disk.local(), second);
          assertThat(identity(layout).key().publicKey()).isEqualTo(second.deviceKey().publicKey());
        }
      }
    }
  }

  private int stepsOf(DocumentSet set) throws IOException {
    var layout = new ZoneLayout(folder.resolve("counted"));
    Files.createDirectories(layout.root());
    var counting = new FailingDisk(Integer.MAX_VALUE, false);
    install(layout, counting, set);
    return counting.steps;
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  /// Stops before or right after one step.
  private static final class FailingDisk implements Disk {
    private final Disk disk = Disk.local();
    private final int at;
    private final boolean after;
    private int steps;

    FailingDisk(int at, boolean after) {
      this.at = at;
      this.after = after;
    }

    private interface Step {
      void run() throws IOException;
    }

    private void step(Step step) throws IOException {
      boolean stops = steps++ == at;
      if (stops && !after) {
        throw new IOException("stopped before step " + at);
      }
      step.run();
      if (stops) {
        throw new IOException("stopped after step " + at);
      }
    }

    @Override
    public void makePrivateFolder(Path path) throws IOException {
      step(() -> disk.makePrivateFolder(path));
    }

    @Override
    public void writePrivate(Path file, byte[] content) throws IOException {
      step(() -> disk.writePrivate(file, content));
    }

    @Override
    public void put(Path from, Path to) throws IOException {
      step(() -> disk.put(from, to));
    }

    @Override
    public void removeFolder(Path path) throws IOException {
      step(() -> disk.removeFolder(path));
    }
  }
}
