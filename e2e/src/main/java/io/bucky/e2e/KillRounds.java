package io.bucky.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Kills random programs of a zone with SIGKILL while configuration is written and an app comes and
/// goes, and checks after each round: every write that was acknowledged in it is there, each
/// program runs exactly once, no container is left over, and the zone is healthy within five
/// seconds. At the end all acknowledged writes of all rounds are read again.
///
/// A killed node daemon is started again by `bucky up`, as the machine's init would.
public final class KillRounds {
  /// The promise, on a machine that does nothing else.
  static final Duration HEALTHY_WITHIN = Duration.ofSeconds(5);

  private static final Duration LOAD_BEFORE_KILL_MAX = Duration.ofMillis(700);
  private static final int WRITERS = 4;
  private static final String APP = "killme";

  private final TestZone zone;
  private final NodeCalls calls;
  private final Random random;
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

  /// Those of the round.
  private final Map<String, String> unchecked = new ConcurrentHashMap<>();

  private final AtomicInteger number = new AtomicInteger();
  private final List<Long> healthyAfterMillis = new ArrayList<>();
  private final Duration healthyWithin;

  private KillRounds(TestZone zone, long seed, Duration healthyWithin) {
    this.zone = zone;
    this.healthyWithin = healthyWithin;
    this.calls = new NodeCalls(zone.root());
    this.random = new Random(seed);
  }

  /// @param healthyAfterMillis per round: from the kill to health
  public record Report(int rounds, int acknowledgedWrites, List<Long> healthyAfterMillis) {
    @Override
    public String toString() {
      var sorted = healthyAfterMillis.stream().sorted().toList();
      return "%d rounds, %d acknowledged writes all present, healthy after %d ms (median), %d ms (most)"
          .formatted(rounds, acknowledgedWrites, sorted.get(sorted.size() / 2), sorted.getLast());
    }
  }

  public static void main(String[] arguments) {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    System.out.println("kill rounds: " + rounds + ", seed " + seed);
    try (var zone = TestZone.start()) {
      System.out.println(run(zone, rounds, seed, HEALTHY_WITHIN));
    }
  }

  /// @param healthyWithin after each kill; a busy machine needs more than [#HEALTHY_WITHIN]
  /// @throws AssertionError at the first broken promise; the message has round and seed
  public static Report run(TestZone zone, int rounds, long seed, Duration healthyWithin) {
    var test = new KillRounds(zone, seed, healthyWithin);
    for (int round = 1; round <= rounds; round++) {
      try {
        test.round();
      } catch (AssertionError e) {
        throw new AssertionError("round " + round + ", seed " + seed + ": " + e.getMessage(), e);
      }
    }
    test.check(test.acknowledged);
    return new Report(rounds, test.acknowledged.size(), List.copyOf(test.healthyAfterMillis));
  }

  private void round() {
    List<String> victims = victims();
    var stop = new AtomicBoolean();
    List<Thread> load = startLoad(stop);
    pause(Duration.ofMillis(100 + random.nextLong(LOAD_BEFORE_KILL_MAX.toMillis())));
    for (Processes.Found process : Processes.of(zone.root())) {
      if (victims.contains(process.program())) {
        Processes.kill(process.pid());
      }
    }
    long killedAt = System.nanoTime();
    if (victims.contains("node")) {
      zone.up();
    }
    TestZone.await("healthy after the kill of " + victims, healthyWithin, this::isHealthy);
    healthyAfterMillis.add((System.nanoTime() - killedAt) / 1_000_000);
    stop.set(true);
    load.forEach(KillRounds::join);
    TestZone.await("ready after the load", Duration.ofSeconds(10), this::isHealthy);
    check(unchecked);
    unchecked.clear();
    checkProcesses();
    checkContainers();
  }

  private List<String> victims() {
    var programs = List.of("node", "services", "gateway");
    var chosen = new ArrayList<String>();
    for (String program : programs) {
      if (random.nextInt(2) == 0) {
        chosen.add(program);
      }
    }
    return chosen.isEmpty() ? List.of(programs.get(random.nextInt(programs.size()))) : chosen;
  }

  private List<Thread> startLoad(AtomicBoolean stop) {
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < WRITERS; i++) {
      threads.add(Thread.ofVirtual().start(() -> write(stop)));
    }
    threads.add(Thread.ofVirtual().start(() -> installAndRemove(stop)));
    return threads;
  }

  private void write(AtomicBoolean stop) {
    while (!stop.get()) {
      int n = number.incrementAndGet();
      String key = "services/kill-rounds/values/" + n;
      if (calls.set(key, "value-" + n)) {
        acknowledged.put(key, "value-" + n);
        unchecked.put(key, "value-" + n);
      } else {
        pause(Duration.ofMillis(20));
      }
    }
  }

  private void installAndRemove(AtomicBoolean stop) {
    if (!Containers.engineAnswers()) {
      return;
    }
    String compose =
        """
        services:
          web:
            image: %s
            command: ["sleep", "3600"]
        """
            .formatted(Containers.busybox());
    while (!stop.get()) {
      try {
        calls.service("control-panel", "apps.install", install(compose));
        pause(Duration.ofMillis(300));
        ObjectNode remove = JsonNodeFactory.instance.objectNode();
        remove.put("app_id", APP);
        remove.put("data_disposition", "delete");
        calls.service("control-panel", "apps.uninstall", remove);
        pause(Duration.ofMillis(200));
      } catch (IOException e) {
        pause(Duration.ofMillis(50));
      }
    }
  }

  private static ObjectNode install(String compose) {
    ObjectNode params = JsonNodeFactory.instance.objectNode();
    ObjectNode source = params.putObject("source");
    source.put("kind", "compose");
    source.put("name", APP);
    source
        .putArray("files")
        .addObject()
        .put("path", "docker-compose.yml")
        .put(
            "content",
            Base64.getEncoder()
                .encodeToString(compose.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    params.put("app_id", APP);
    params.putArray("grants");
    return params;
  }

  private boolean isHealthy() {
    try {
      JsonNode status =
          calls.node("node.status", JsonNodeFactory.instance.objectNode()).path("result");
      return status.path("phase").asString("").equals("ready")
          && calls.set("services/kill-rounds/probe", "1")
          && gatewayAnswers();
    } catch (IOException e) {
      return false;
    }
  }

  private boolean gatewayAnswers() {
    try (var socket = new java.net.Socket()) {
      socket.connect(
          new java.net.InetSocketAddress(
              java.net.InetAddress.getLoopbackAddress(), zone.httpPort()),
          500);
      socket.setSoTimeout(1_000);
      socket
          .getOutputStream()
          .write(
              ("GET /1.0/identifiers/self HTTP/1.1\r\nHost: "
                      + TestZone.HOST
                      + "\r\nConnection: close\r\n\r\n")
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      byte[] head = socket.getInputStream().readNBytes(12);
      return new String(head, java.nio.charset.StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
    } catch (IOException e) {
      return false;
    }
  }

  private void check(Map<String, String> writes) {
    for (Map.Entry<String, String> write : writes.entrySet()) {
      try {
        String now = calls.get(write.getKey());
        if (!now.equals(write.getValue())) {
          throw new AssertionError(
              "acknowledged write lost: %s is '%s', not '%s'"
                  .formatted(write.getKey(), now, write.getValue()));
        }
      } catch (IOException e) {
        throw new AssertionError("cannot read " + write.getKey(), e);
      }
    }
  }

  private void checkProcesses() {
    List<Processes.Found> running = Processes.of(zone.root());
    for (String program : List.of("node", "services", "gateway")) {
      long count = running.stream().filter(found -> found.program().equals(program)).count();
      if (count != 1) {
        throw new AssertionError(count + " processes of " + program + ": " + running);
      }
    }
  }

  /// Containers may run only for an app that is installed now.
  private void checkContainers() {
    if (!Containers.engineAnswers()) {
      return;
    }
    TestZone.await(
        "containers of installed apps only",
        Duration.ofSeconds(20),
        () -> {
          try {
            JsonNode apps =
                calls
                    .service("control-panel", "apps.list", JsonNodeFactory.instance.objectNode())
                    .path("result")
                    .path("apps");
            boolean installed = false;
            for (JsonNode app : apps) {
              installed |= app.path("app_id").asString("").equals(APP);
            }
            return Containers.ofRoot(zone.root()).size() == (installed ? 1 : 0);
          } catch (IOException e) {
            return false;
          }
        });
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static void pause(Duration duration) {
    java.util.concurrent.locks.LockSupport.parkNanos(duration.toNanos());
  }
}
