package io.bucky.node;

import io.bucky.api.NodeApi;
import io.bucky.base.Log;
import io.bucky.base.StartMemory;
import io.bucky.base.Time;
import io.bucky.containers.AppRuntime;
import io.bucky.node.boot.Phases;
import io.bucky.node.boot.Phases.Name;
import io.bucky.node.machine.Network;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The rounds that keep what a node tells of itself honest: whether its programs answer, whether
/// the zone is up, the container engine, the machine's report, the gateway's settings, the clock.
///
/// One thread runs [#run]; the rest is safe for any.
final class Housekeeping {
  private static final Log LOG = Log.of("node.zone");
  private static final Duration ROUND_EVERY = Duration.ofSeconds(30);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final Duration ENGINE_MAX = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofSeconds(10);

  /// A difference between the clocks that no scheduling delay explains.
  private static final Duration JUMP = Duration.ofMinutes(1);

  private final ZoneAssembly zone;
  private final Phases phases;
  private final Time time;
  private final Runnable onChange;
  private final Semaphore wakes;
  private volatile boolean booted;
  private volatile NodeApi.Engine engine = new NodeApi.Engine(false, "docker", "", "not asked yet");

  /// @param wakes released when a part of the zone changed
  /// @param onChange called when this finds a change; must not block
  Housekeeping(ZoneAssembly zone, Phases phases, Time time, Semaphore wakes, Runnable onChange) {
    this.zone = zone;
    this.phases = phases;
    this.time = time;
    this.wakes = wakes;
    this.onChange = onChange;
  }

  /// Runs until interrupted.
  void run() throws InterruptedException {
    askEngine(Duration.ZERO); // the zone is ready without one
    long roundAt = time.nanos();
    Instant wall = time.now();
    long mono = time.nanos();
    while (true) {
      if (zone.health().look(zone.supervisor().status())) {
        onChange.run();
      }
      if (!booted && zone.apps().converged()) {
        phases.done(Name.NODE_CONFIG, "");
        booted = zone.health().allReady(zone.supervisor().status());
        if (booted) {
          StartMemory.giveBackSoon(time);
        }
        onChange.run();
      }
      if (time.nanos() - roundAt >= ROUND_EVERY.toNanos()) {
        roundAt = time.nanos();
        noticeClockJump(wall, mono);
        wall = time.now();
        mono = time.nanos();
        round();
      }
      boolean settled = booted && zone.health().allReady(zone.supervisor().status());
      Duration wait = settled ? IDLE : LOOK_AGAIN;
      if (wakes.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        wakes.drainPermits();
      }
    }
  }

  /// Nothing here depends on wall time; tokens and reports of others may.
  private void noticeClockJump(Instant wall, long mono) {
    Duration passed = Duration.ofNanos(time.nanos() - mono);
    Duration jump = Duration.between(wall, time.now()).minus(passed);
    if (jump.abs().compareTo(JUMP) > 0) {
      LOG.warn("node.clock.jumped", "seconds", jump.toSeconds());
    }
  }

  private void round() throws InterruptedException {
    zone.device().publish();
    askEngine(ENGINE_MAX);
    try {
      refreshGatewaySettings(zone);
      zone.supervisor().capOutput();
    } catch (IOException e) {
      LOG.warn("node.round.failed", e);
    }
  }

  private void askEngine(Duration within) throws InterruptedException {
    engine =
        switch (zone.apps().engine(within)) {
          case AppRuntime.EngineState.Ready(var version, var api) ->
              new NodeApi.Engine(true, "docker", version, "API " + api);
          case AppRuntime.EngineState.Away(var why, var nextStep) ->
              new NodeApi.Engine(false, "docker", "", (why + " " + nextStep).strip());
        };
  }

  static void refreshGatewaySettings(ZoneAssembly zone) throws IOException {
    zone.gateway()
        .writeSettings(Network.mayBindStandardPorts(zone.proc()), Network.containerBridge());
  }

  /// What the container engine said last.
  NodeApi.Engine engine() {
    return engine;
  }

  /// Did the zone come up once in this daemon's life?
  boolean booted() {
    return booted;
  }
}
