package io.bucky.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A Docker engine of a test's own, beside the machine's: its own folder, socket and addresses, so
/// that it can be killed without harm to anybody. Needs root.
public final class OwnEngine implements AutoCloseable {
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
  private static final String ADDRESSES =
      "ip -4 -o address show docker0 2>/dev/null | awk '{print $4}'";
  private final Path folder;

  private final String bridge;

  /// The machine's `docker0` as it was: a second engine removes it, whosever it is.
  private final List<String> addresses = Containers.lines("sh", "-c", ADDRESSES);

  private Optional<Process> daemon = Optional.empty();

  private OwnEngine(Path folder, String bridge) {
    this.folder = folder;
    this.bridge = bridge;
  }

  /// A running engine without images; empty where this user cannot have one.
  public static Optional<OwnEngine> start() {
    if (!"root".equals(System.getProperty("user.name")) || !runs("dockerd", "--version")) {
      return Optional.empty();
    }
    long number = ProcessHandle.current().pid();
    String bridge = "be" + number;
    if (!runs("ip", "link", "add", bridge, "type", "bridge")) {
      return Optional.empty();
    }
    try {
      var engine = new OwnEngine(Files.createTempDirectory(Path.of("/tmp"), "be-"), bridge);
      runs("ip", "address", "add", "10.214." + number % 256 + ".1/24", "dev", bridge);
      runs("ip", "link", "set", bridge, "up");
      engine.run();
      return Optional.of(engine);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts the daemon (again) and waits until it answers.
  public void run() {
    var command =
        List.of(
            "dockerd",
            "--data-root",
            folder.resolve("data").toString(),
            "--exec-root",
            folder.resolve("exec").toString(),
            "-H",
            "unix://" + socket(),
            "--pidfile",
            folder.resolve("docker.pid").toString(),
            "--bridge=" + bridge,
            "--default-address-pool",
            "base=10.213.0.0/16,size=24",
            "--iptables=false",
            "--ip6tables=false",
            "--ip-masq=false");
    try {
      Files.deleteIfExists(folder.resolve("docker.pid"));
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(folder.resolve("dockerd.log").toFile()))
              .start();
      daemon = Optional.of(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TestZone.await("the engine of the test answers", STARTS_WITHIN, this::answers);
  }

  public Path socket() {
    return folder.resolve("docker.sock");
  }

  private boolean answers() {
    return runs("docker", "-H", "unix://" + socket(), "version");
  }

  /// Kills the daemon; its containers go on.
  public void kill() {
    end(true);
  }

  /// Ends the daemon in good order; its containers end too.
  public void stop() {
    end(false);
  }

  private void end(boolean hard) {
    daemon.ifPresent(process -> {
      if (hard) {
        process.destroyForcibly();
      } else {
        process.destroy();
      }
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    });
    daemon = Optional.empty();
  }

  /// What `docker` prints of this engine.
  public List<String> docker(String... words) {
    var command = new ArrayList<>(List.of("docker", "-H", "unix://" + socket()));
    command.addAll(List.of(words));
    return Containers.lines(command.toArray(String[]::new));
  }

  /// Brings an image over from the machine's engine.
  public void copyImage(String image) {
    var copied =
        runs(
            "sh", "-c", "docker save '%s' | docker -H 'unix://%s' load".formatted(image, socket()));
    if (!copied) {
      throw new AssertionError(image + " cannot be copied to the test's engine");
    }
  }

  /// Makes a zone use this engine.
  public void use(TestZone zone) {
    try {
      Files.createDirectories(zone.root().resolve("etc"));
      Files.writeString(
          zone.root().resolve("etc/machine.json"),
          "{\"port_base\":%d,\"engine_socket\":\"%s\"}".formatted(zone.portBase(), socket()),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean runs(String... command) {
    return Script.exit(command) == 0;
  }

  @Override
  public void close() {
    if (daemon.isEmpty()) {
      run(); // so that what it left running ends in good order
    }
    for (String id : docker("ps", "-aq")) {
      docker("rm", "-f", id);
    }
    stop();
    runs("ip", "link", "delete", bridge);
    putBack();
    Mount.unmountBelow(folder); // the engine mounts its own folders
    deleteFolder();
  }

  private void putBack() {
    if (!addresses.isEmpty() && runs("ip", "link", "add", "docker0", "type", "bridge")) {
      addresses.forEach(it -> runs("ip", "address", "add", it, "dev", "docker0"));
      runs("ip", "link", "set", "docker0", "up");
    }
  }

  private void deleteFolder() {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
