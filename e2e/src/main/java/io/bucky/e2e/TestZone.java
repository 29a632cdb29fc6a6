package io.bucky.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A zone of its own folder and ports, activated by `bucky up --yes`, gone when closed.
public final class TestZone implements AutoCloseable {
  public static final String USER = "alice";
  public static final String PASSWORD = "correct horse battery";
  public static final String HOST = "home.localhost";

  /// Bases lie far enough apart for a zone's services, and its apps lie beyond all bases and below
  /// the ports from which programs call. Where to begin differs from run to run, for runs that
  /// share a machine.
  private static final int PORT_BASE_FIRST = 14_000;

  private static final int PORT_BASES = 6;
  private static final int PORT_SPAN = 1_100;
  private static final int LOG_LINES = 15;

  private final Bucky bucky;
  private final Path root;
  private final int portBase;
  private final Map<String, String> environment;
  private String recoveryPhrase = "";

  private TestZone(Bucky bucky, Path root, int portBase, Map<String, String> environment) {
    this.bucky = bucky;
    this.root = root;
    this.portBase = portBase;
    this.environment = Map.copyOf(environment);
  }

  /// A new zone, ready.
  public static TestZone start() {
    TestZone zone = prepare();
    try {
      zone.up();
    } catch (AssertionError | RuntimeException e) {
      zone.close();
      throw e;
    }
    return zone;
  }

  /// A folder and free ports; nothing runs yet.
  public static TestZone prepare() {
    return prepare(Map.of());
  }

  /// @param environment of every command, and with it of every program of the zone
  public static TestZone prepare(Map<String, String> environment) {
    try {
      return prepare(Files.createTempDirectory(Path.of("/tmp"), "bz-"), environment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// In `root`, an empty folder that the test made.
  public static TestZone prepare(Path root, Map<String, String> environment) {
    try {
      Files.writeString(root.resolve("password"), PASSWORD + "\n");
      return new TestZone(Bucky.ofThisBuild(), root, freePortBase(), environment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePortBase() {
    int first = (int) (ProcessHandle.current().pid() % PORT_BASES);
    for (int i = 0; i < PORT_BASES; i++) {
      int base = PORT_BASE_FIRST + (first + i) % PORT_BASES * PORT_SPAN;
      if (IntStream.rangeClosed(base + 80, base + 1_020).allMatch(TestZone::free)) {
        return base;
      }
    }
    throw new AssertionError("no free range of ports for a test zone");
  }

  private static boolean free(int port) {
    try (var _ = new ServerSocket(port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  public Bucky.Result up() {
    Bucky.Result result = runUp();
    String phrase = result.json().path("recovery_phrase").asString("");
    if (!phrase.isEmpty()) {
      recoveryPhrase = phrase;
    }
    return result;
  }

  /// The owner's twelve words, as the first `up` printed them.
  public String recoveryPhrase() {
    return recoveryPhrase;
  }

  private Bucky.Result runUp() {
    Bucky.Result result = tryUp(120);
    if (result.exit() != 0) {
      throw new AssertionError(
          "the zone did not come up: %s%n%s%nstatus: %s%n%s"
              .formatted(result.out(), result.err(), run("status").out(), lastLines()));
    }
    return result;
  }

  /// The end of each log, for the one who reads why a test failed.
  private String lastLines() {
    try (Stream<Path> files = Files.list(root.resolve("logs"))) {
      var text = new StringBuilder();
      for (Path file : files.sorted().toList()) {
        List<String> lines = Files.readAllLines(file);
        text.append("== ").append(file.getFileName()).append('\n');
        lines
            .subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
            .forEach(line -> text.append(line).append('\n'));
      }
      return text.toString();
    } catch (IOException e) {
      return "no logs: " + e.getMessage();
    }
  }

  /// `bucky up`, which may fail.
  public Bucky.Result tryUp(int timeoutSeconds) {
    return run(
        "up",
        "--yes",
        "--json",
        "--timeout",
        Integer.toString(timeoutSeconds),
        "--port-base",
        Integer.toString(portBase),
        "--zone",
        "home",
        "--user",
        USER,
        "--password-file",
        root.resolve("password").toString());
  }

  /// Runs a command against this zone.
  public Bucky.Result run(String... words) {
    var all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--data", root.toString()));
    return bucky.run(environment, all.toArray(String[]::new));
  }

  /// Runs a command with `--json`, expects success, and returns what it printed.
  public JsonNode json(String... words) {
    var all = new ArrayList<>(List.of(words));
    all.add("--json");
    return run(all.toArray(String[]::new)).expect(0).json();
  }

  public Path root() {
    return root;
  }

  public int portBase() {
    return portBase;
  }

  public int httpPort() {
    return portBase + 80;
  }

  public int httpsPort() {
    return portBase + 443;
  }

  /// Where containers reach the services, by HTTP.
  public int nodeGatewayPort() {
    return portBase + 180;
  }

  public Path localCa() {
    return root.resolve("security/tls/ca.pem");
  }

  public JsonNode status() {
    Bucky.Result result = run("status", "--json");
    return result.out().isBlank()
        ? new tools.jackson.databind.json.JsonMapper().createObjectNode()
        : result.json();
  }

  public boolean isReady() {
    return status().path("phase").asString("").equals("ready");
  }

  /// The process id of `node`, `services` or `gateway`.
  public Optional<Long> pid(String program) {
    for (JsonNode each : status().path("programs")) {
      if (each.path("name").asString("").contains(program) && each.path("pid").asLong(0) > 0) {
        return Optional.of(each.path("pid").asLong());
      }
    }
    return Optional.empty();
  }

  /// A compose app in a folder of its own.
  public Path composeApp(String name, String compose) {
    try {
      Path folder = Files.createDirectories(root.resolve("test-apps").resolve(name));
      Files.writeString(folder.resolve("docker-compose.yml"), compose, StandardCharsets.UTF_8);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits until `condition` holds.
  public static void await(String what, Duration atMost, BooleanSupplier condition) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + atMost.toMillis() + " ms: " + what);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  @Override
  public void close() {
    try {
      run("down", "--apps", "--json");
    } finally {
      deleteFolder(root);
    }
  }

  /// With everything in it; a mount point is only emptied.
  static void deleteFolder(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(folder) || !Mount.isMountPoint(folder)) {
          Files.deleteIfExists(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
