package io.bucky.node;

import io.bucky.base.RestartPolicy;
import io.bucky.base.Time;
import io.bucky.base.Unwind;
import io.bucky.config.RemoteConfig;
import io.bucky.containers.AppMeter;
import io.bucky.containers.AppRuntime;
import io.bucky.containers.engine.DockerEngine;
import io.bucky.identity.DeviceIdentity;
import io.bucky.krpc.DeviceTokens;
import io.bucky.krpc.ServiceDirectory;
import io.bucky.krpc.http.HttpKrpcCaller;
import io.bucky.node.boot.Boot;
import io.bucky.node.boot.GatewayFiles;
import io.bucky.node.boot.Phases;
import io.bucky.node.loop.DeviceReport;
import io.bucky.node.loop.ZoneApps;
import io.bucky.node.machine.EngineSocket;
import io.bucky.node.machine.Proc;
import io.bucky.node.programs.HangWatch;
import io.bucky.node.programs.Program;
import io.bucky.node.programs.ProgramHealth;
import io.bucky.node.programs.Readiness;
import io.bucky.node.programs.Supervisor;
import io.bucky.zone.KernelServices;
import io.bucky.zone.Ports;
import java.net.URI;
import java.util.List;
import java.util.Map;

/// The parts of a node that belongs to a zone, made and wired in one place. Nothing runs yet.
///
/// @param resources closes what is open among them; programs and apps go on
record ZoneAssembly(
    GatewayFiles gateway,
    Supervisor supervisor,
    ProgramHealth health,
    HangWatch hangs,
    HttpKrpcCaller services,
    Boot boot,
    ZoneApps apps,
    DeviceReport device,
    Proc proc,
    Unwind resources) {
  /// @param onChange called after every change of what a part tells; must not block
  static ZoneAssembly open(
      Ground ground, DeviceIdentity identity, Phases phases, Runnable onChange) {
    try (var opening = new Unwind()) {
      return open(ground, identity, phases, onChange, opening);
    }
  }

  private static ZoneAssembly open(
      Ground ground, DeviceIdentity identity, Phases phases, Runnable onChange, Unwind opening) {
    Ports ports = ground.machine().ports();
    Time time = ground.time();
    Proc proc = Proc.system();
    var gateway = new GatewayFiles(ground.layout(), ground.machine(), identity, ground.web());
    var supervisor =
        opening.push(
            new Supervisor(
                List.of(Program.services(), Program.gateway()),
                ground.commandLine(),
                proc,
                time,
                RestartPolicy.program(),
                onChange));
    Map<String, Integer> probed =
        Map.of(
            Program.services().name(), ports.systemConfig(),
            Program.gateway().name(), ports.gatewayStatus());
    var health = new ProgramHealth(probed, Readiness::ask);
    var hangs =
        opening.push(
            new HangWatch(supervisor, probed, Readiness::ask, health, proc, time, onChange));
    var tokens = new DeviceTokens(identity, "node-daemon", time);
    var config =
        opening.push(
            RemoteConfig.open(
                URI.create("http://127.0.0.1:" + ports.systemConfig()), tokens, time));
    var services =
        opening.push(
            HttpKrpcCaller.open(
                ServiceDirectory.ofPorts(KernelServices.ports(ports)), tokens, time));
    var boot = new Boot(identity, ports, config, services, supervisor::status, phases, time);
    var docker = new DockerEngine(EngineSocket.find(ground.machine(), System.getenv()), time);
    String zoneId = ZoneId.of(identity);
    var runtime = new AppRuntime(docker, zoneId, time);
    var apps =
        opening.push(
            new ZoneApps(
                ground.layout(),
                identity,
                zoneId,
                config,
                runtime,
                new AppMeter(runtime, docker, time),
                services,
                gateway,
                ground.metrics(),
                time,
                onChange));
    var device = new DeviceReport(identity, config, ground.layout(), time, proc);
    return new ZoneAssembly(
        gateway, supervisor, health, hangs, services, boot, apps, device, proc, opening.release());
  }
}
