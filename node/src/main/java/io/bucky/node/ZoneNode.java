package io.bucky.node;

import io.bucky.api.NodeApi;
import io.bucky.base.AtomicFile;
import io.bucky.base.Log;
import io.bucky.identity.DeviceIdentity;
import io.bucky.json.Json;
import io.bucky.krpc.http.HttpKrpcCaller;
import io.bucky.node.boot.Phases;
import io.bucky.node.boot.Phases.Name;
import io.bucky.node.loop.ZoneApps;
import io.bucky.zone.StartConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

/// The life of a node that belongs to a zone: its programs, its boot, its apps, its end. One thread
/// runs [#run]; the rest is safe for any.
final class ZoneNode implements AutoCloseable {
  private static final Log LOG = Log.of("node.zone");

  private final Ground ground;
  private final DeviceIdentity identity;
  private final Phases phases;
  private final ZoneAssembly parts;
  private final Housekeeping housekeeping;

  private ZoneNode(
      Ground ground,
      DeviceIdentity identity,
      Phases phases,
      ZoneAssembly parts,
      Housekeeping housekeeping) {
    this.ground = ground;
    this.identity = identity;
    this.phases = phases;
    this.parts = parts;
    this.housekeeping = housekeeping;
  }

  /// @param onChange called after every change of what this object tells; must not block
  static ZoneNode open(Ground ground, DeviceIdentity identity, Phases phases, Runnable onChange) {
    var wakes = new Semaphore(0);
    ZoneAssembly parts =
        ZoneAssembly.open(
            ground,
            identity,
            phases,
            () -> {
              wakes.release();
              onChange.run();
            });
    var housekeeping = new Housekeeping(parts, phases, ground.time(), wakes, onChange);
    return new ZoneNode(ground, identity, phases, parts, housekeeping);
  }

  /// Boots, then keeps everything going until interrupted.
  void run() throws InterruptedException {
    writeGatewayFiles();
    parts.supervisor().start();
    parts.hangs().start();
    phases.done(Name.PROGRAMS, "");
    parts.apps().start();
    parts.boot().run();
    phases.running(Name.NODE_CONFIG, "waiting for the scheduler's first plan for this node");
    forgetPassword();
    parts.device().publish();
    housekeeping.run();
  }

  private void writeGatewayFiles() throws InterruptedException {
    phases.running(Name.PROGRAMS, "");
    while (true) {
      try {
        Housekeeping.refreshGatewaySettings(parts);
        parts.gateway().writeFirstInfo();
        return;
      } catch (IOException e) {
        phases.failed(
            Name.PROGRAMS,
            "etc/ cannot be written: " + e.getMessage(),
            "Free some space or give this user write access to " + ground.layout().etc());
        ground.time().sleep(Duration.ofSeconds(2));
      }
    }
  }

  /// System config has it, sealed; the file does not need it any more.
  private void forgetPassword() {
    try {
      if (!Files.exists(ground.layout().startConfig())) {
        return;
      }
      var start =
          Json.read(Files.readString(ground.layout().startConfig()), StartConfig.class)
              .toOptional();
      if (start.flatMap(StartConfig::adminPasswordHash).isPresent()) {
        AtomicFile.writePrivate(
            ground.layout().startConfig(), Json.writeBytes(start.get().withoutPassword()));
      }
    } catch (IOException e) {
      LOG.warn("node.start_config.not_cleared", e);
    }
  }

  DeviceIdentity identity() {
    return identity;
  }

  ZoneApps apps() {
    return parts.apps();
  }

  HttpKrpcCaller services() {
    return parts.services();
  }

  List<NodeApi.Program> programs() {
    return parts.supervisor().status();
  }

  /// What the container engine said last.
  NodeApi.Engine engine() {
    return housekeeping.engine();
  }

  /// Did the zone come up once in this daemon's life?
  boolean booted() {
    return housekeeping.booted();
  }

  /// Did this process of the program answer before?
  boolean wasReady(NodeApi.Program program) {
    return parts.health().wasReady(program);
  }

  boolean isReady(NodeApi.Program program) {
    return parts.health().isReady(program);
  }

  /// Starts at once the programs that wait for their next start or were given up.
  void revive() {
    parts.supervisor().request();
  }

  /// Ends the programs; with `withApps` the apps' containers first. [#run] must have ended.
  void stop(boolean withApps) throws InterruptedException, IOException {
    parts.hangs().close();
    parts.apps().close();
    if (withApps) {
      parts.apps().stopAll();
    }
    parts.supervisor().stop(ground.commandLine().stopGrace());
  }

  /// Lets go of everything and leaves programs and apps running.
  @Override
  public void close() {
    parts.resources().close();
  }
}
