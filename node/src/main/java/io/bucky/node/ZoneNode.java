package io.bucky.node;

import io.bucky.api.NodeApi;
import io.bucky.base.AtomicFile;
import io.bucky.base.Log;
import io.bucky.base.RestartPolicy;
import io.bucky.base.StartMemory;
import io.bucky.base.Time;
import io.bucky.base.Unwind;
import io.bucky.config.RemoteConfig;
import io.bucky.containers.AppMeter;
import io.bucky.containers.AppRuntime;
import io.bucky.containers.engine.DockerEngine;
import io.bucky.identity.DeviceIdentity;
import io.bucky.json.Json;
import io.bucky.krpc.DeviceTokens;
import io.bucky.krpc.ServiceDirectory;
import io.bucky.krpc.http.HttpKrpcCaller;
import io.bucky.node.boot.Boot;
import io.bucky.node.boot.GatewayFiles;
import io.bucky.node.boot.Phases;
import io.bucky.node.boot.Phases.Name;
import io.bucky.node.loop.DeviceReport;
import io.bucky.node.loop.ZoneApps;
import io.bucky.node.machine.EngineSocket;
import io.bucky.node.machine.Network;
import io.bucky.node.machine.Proc;
import io.bucky.node.programs.CommandLine;
import io.bucky.node.programs.HangWatch;
import io.bucky.node.programs.Program;
import io.bucky.node.programs.ProgramHealth;
import io.bucky.node.programs.Readiness;
import io.bucky.node.programs.Supervisor;
import io.bucky.zone.KernelServices;
import io.bucky.zone.MachineSettings;
import io.bucky.zone.Ports;
import io.bucky.zone.StartConfig;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A node that belongs to a zone: its programs, its boot, its apps, and the rounds that keep all of
/// them honest. One thread runs [#run]; the rest is safe for any.
final class ZoneNode implements AutoCloseable {
  private static final Log LOG = Log.of("node.zone");
  private static final Duration ROUND_EVERY = Duration.ofSeconds(30);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final Duration ENGINE_MAX = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofSeconds(10);

  /// A difference between the clocks that no scheduling delay explains.
  private static final Duration JUMP = Duration.ofMinutes(1);

  private final ZoneLayout layout;
  private final DeviceIdentity identity;
  private final CommandLine commandLine;
  private final Proc proc;
  private final Time time;
  private final Phases phases;
  private final Runnable onChange;
  private final Semaphore wakes = new Semaphore(0);

  private final GatewayFiles gateway;
  private final Supervisor supervisor;
  private final ProgramHealth health;
  private final HangWatch hangs;
  private final HttpKrpcCaller services;
  private final Boot boot;
  private final ZoneApps apps;
  private final DeviceReport device;
  private final Unwind resources;
  private volatile boolean booted;
  private volatile NodeApi.Engine engine = new NodeApi.Engine(false, "docker", "", "not asked yet");

  private ZoneNode(
      ZoneLayout layout,
      MachineSettings machine,
      CommandLine commandLine,
      DeviceIdentity identity,
      Phases phases,
      Time time,
      Runnable onChange,
      Unwind opening) {
    this.layout = layout;
    this.identity = identity;
    this.commandLine = commandLine;
    this.proc = Proc.system();
    this.time = time;
    this.phases = phases;
    this.onChange = onChange;
    Ports ports = machine.ports();
    this.gateway =
        new GatewayFiles(
            layout, machine, identity, commandLine.home().map(home -> home.resolve("web")));
    this.supervisor =
        opening.push(
            new Supervisor(
                List.of(Program.services(), Program.gateway()),
                commandLine,
                proc,
                time,
                RestartPolicy.program(),
                this::changed));
    Map<String, Integer> probed =
        Map.of(
            Program.services().name(), ports.systemConfig(),
            Program.gateway().name(), ports.gatewayStatus());
    this.health = new ProgramHealth(probed, Readiness::ask);
    this.hangs =
        opening.push(
            new HangWatch(supervisor, probed, Readiness::ask, health, proc, time, this::changed));
    var tokens = new DeviceTokens(identity, "node-daemon", time);
    var config =
        opening.push(
            RemoteConfig.open(
                URI.create("http://127.0.0.1:" + ports.systemConfig()), tokens, time));
    this.services =
        opening.push(
            HttpKrpcCaller.open(
                ServiceDirectory.ofPorts(KernelServices.ports(ports)), tokens, time));
    this.boot = new Boot(identity, ports, config, services, supervisor::status, phases, time);
    var docker = new DockerEngine(EngineSocket.find(machine, System.getenv()), time);
    String zoneId = ZoneId.of(identity);
    var runtime = new AppRuntime(docker, zoneId, time);
    this.apps =
        opening.push(
            new ZoneApps(
                layout,
                identity,
                zoneId,
                config,
                runtime,
                new AppMeter(runtime, docker, time),
                services,
                gateway,
                time,
                this::changed));
    this.device = new DeviceReport(identity, config, layout, time, proc);
    this.resources = opening.release();
  }

  static ZoneNode open(
      ZoneLayout layout,
      MachineSettings machine,
      CommandLine commandLine,
      DeviceIdentity identity,
      Phases phases,
      Time time,
      Runnable onChange) {
    try (var opening = new Unwind()) {
      return new ZoneNode(layout, machine, commandLine, identity, phases, time, onChange, opening);
    }
  }

  private void changed() {
    wakes.release();
    onChange.run();
  }

  /// Boots, then keeps everything going until interrupted.
  void run() throws InterruptedException {
    writeGatewayFiles();
    supervisor.start();
    hangs.start();
    phases.done(Name.PROGRAMS, "");
    apps.start();
    boot.run();
    phases.running(Name.NODE_CONFIG, "waiting for the scheduler's first plan for this node");
    forgetPassword();
    device.publish();
    housekeeping();
  }

  private void writeGatewayFiles() throws InterruptedException {
    phases.running(Name.PROGRAMS, "");
    while (true) {
      try {
        refreshGatewaySettings();
        gateway.writeFirstInfo();
        return;
      } catch (IOException e) {
        phases.failed(
            Name.PROGRAMS,
            "etc/ cannot be written: " + e.getMessage(),
            "Free some space or give this user write access to " + layout.etc());
        time.sleep(Duration.ofSeconds(2));
      }
    }
  }

  private void refreshGatewaySettings() throws IOException {
    gateway.writeSettings(Network.mayBindStandardPorts(proc), Network.containerBridge());
  }

  private void housekeeping() throws InterruptedException {
    askEngine(Duration.ZERO); // the zone is ready without one
    long roundAt = time.nanos();
    Instant wall = time.now();
    long mono = time.nanos();
    while (true) {
      if (health.look(supervisor.status())) {
        onChange.run();
      }
      if (!booted && apps.converged()) {
        phases.done(Name.NODE_CONFIG, "");
        booted = health.allReady(supervisor.status());
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
      boolean settled = booted && health.allReady(supervisor.status());
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
    device.publish();
    askEngine(ENGINE_MAX);
    try {
      refreshGatewaySettings();
      supervisor.capOutput();
    } catch (IOException e) {
      LOG.warn("node.round.failed", e);
    }
  }

  private void askEngine(Duration within) throws InterruptedException {
    engine =
        switch (apps.engine(within)) {
          case AppRuntime.EngineState.Ready(var version, var api) ->
              new NodeApi.Engine(true, "docker", version, "API " + api);
          case AppRuntime.EngineState.Away(var why, var nextStep) ->
              new NodeApi.Engine(false, "docker", "", (why + " " + nextStep).strip());
        };
  }

  /// What the container engine said last.
  NodeApi.Engine engine() {
    return engine;
  }

  /// System config has it, sealed; the file does not need it any more.
  private void forgetPassword() {
    try {
      if (!Files.exists(layout.startConfig())) {
        return;
      }
      var start = Json.read(Files.readString(layout.startConfig()), StartConfig.class).toOptional();
      if (start.flatMap(StartConfig::adminPasswordHash).isPresent()) {
        AtomicFile.writePrivate(
            layout.startConfig(), Json.writeBytes(start.get().withoutPassword()));
      }
    } catch (IOException e) {
      LOG.warn("node.start_config.not_cleared", e);
    }
  }

  DeviceIdentity identity() {
    return identity;
  }

  ZoneApps apps() {
    return apps;
  }

  HttpKrpcCaller services() {
    return services;
  }

  List<NodeApi.Program> programs() {
    return supervisor.status();
  }

  /// Did the zone come up once in this daemon's life?
  boolean booted() {
    return booted;
  }

  /// Did this process of the program answer before?
  boolean wasReady(NodeApi.Program program) {
    return health.wasReady(program);
  }

  boolean isReady(NodeApi.Program program) {
    return health.isReady(program);
  }

  /// Starts at once the programs that wait for their next start or were given up.
  void revive() {
    supervisor.request();
  }

  /// Ends the programs; with `withApps` the apps' containers first. [#run] must have ended.
  void stop(boolean withApps) throws InterruptedException, IOException {
    hangs.close();
    apps.close();
    if (withApps) {
      apps.stopAll();
    }
    supervisor.stop(commandLine.stopGrace());
  }

  /// Lets go of everything and leaves programs and apps running.
  @Override
  public void close() {
    resources.close();
  }
}
