package io.bucky.node.boot;

import io.bucky.api.NodeApi;
import io.bucky.api.SchedulerApi;
import io.bucky.base.Deadline;
import io.bucky.base.Log;
import io.bucky.base.Time;
import io.bucky.config.Commit;
import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigUnavailable;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.identity.DeviceIdentity;
import io.bucky.krpc.Answer;
import io.bucky.krpc.KrpcCaller;
import io.bucky.node.boot.Phases.Name;
import io.bucky.node.programs.Readiness;
import io.bucky.zone.Ports;
import io.bucky.zone.ZoneKeys;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The steps between running programs and a zone that has booted: system config answers, this
/// device is known in it, `boot/config` exists, the gateway is open.
///
/// Every step is repeated until it works, shows why it does not, and may be run again. One thread.
public final class Boot {
  private static final Log LOG = Log.of("node.boot");
  private static final Duration POLL = Duration.ofMillis(25);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /// After this a person is told more than the name of the step.
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final DeviceIdentity identity;
  private final Ports ports;
  private final ConfigStore config;
  private final KrpcCaller services;
  private final Supplier<List<NodeApi.Program>> programs;
  private final Phases phases;
  private final Time time;

  /// @param services calls with a token of this device
  public Boot(
      DeviceIdentity identity,
      Ports ports,
      ConfigStore config,
      KrpcCaller services,
      Supplier<List<NodeApi.Program>> programs,
      Phases phases,
      Time time) {
    this.identity = identity;
    this.ports = ports;
    this.config = config;
    this.services = services;
    this.programs = programs;
    this.phases = phases;
    this.time = time;
  }

  /// Runs until the zone has booted and the gateway is open.
  public void run() throws InterruptedException {
    awaitReady(Name.SYSTEM_CONFIG, ports.systemConfig(), "services");
    announceDevice();
    awaitZone();
    awaitReady(Name.GATEWAY, ports.gatewayStatus(), "gateway");
  }

  private void awaitReady(Name phase, int port, String program) throws InterruptedException {
    phases.running(phase, "waiting for 127.0.0.1:" + port);
    var patience = Deadline.in(PATIENCE, time);
    while (!ready(port)) {
      explain(phase, program, port, patience);
      time.sleep(POLL);
    }
    phases.done(phase, "");
  }

  private void explain(Name phase, String program, int port, Deadline patience) {
    for (NodeApi.Program each : programs.get()) {
      if (each.name().equals(program) && each.state().equals("failed")) {
        phases.failed(
            phase,
            "the program " + program + " was given up: " + each.detail(),
            "See `bucky log " + program + "`; when the cause is gone: bucky up");
        return;
      }
      if (each.name().equals(program) && each.state().equals("waiting")) {
        phases.failed(
            phase,
            "the program " + program + " is started again: " + each.detail(),
            "See `bucky log " + program + "`");
        return;
      }
    }
    if (patience.hasPassed(time)) {
      phases.failed(
          phase,
          "the program " + program + " runs but does not answer on 127.0.0.1:" + port,
          "See `bucky log " + program + "`");
    }
  }

  /// Writes this device's document, without which its tokens are not known after a first boot.
  private void announceDevice() throws InterruptedException {
    phases.running(Name.ZONE, "writing this device's document");
    var document = ZoneKeys.deviceDoc(identity.name());
    while (true) {
      try {
        boolean same =
            config
                .get(document)
                .filter(entry -> entry.value().equals(identity.documentJwt()))
                .isPresent();
        if (same || written(new Mutation.Set(document, identity.documentJwt()))) {
          return;
        }
      } catch (ConfigUnavailable e) {
        if (e.refused()) {
          LOG.warn("node.device.refused", "why", String.valueOf(e.getMessage()));
          return; // the first boot writes it as well
        }
        phases.failed(Name.ZONE, "system config: " + e.getMessage(), "It is tried again.");
      }
      time.sleep(RETRY);
    }
  }

  private boolean written(Mutation mutation) throws InterruptedException {
    Commit commit = config.commit(Transaction.of(mutation));
    if (!(commit instanceof Commit.Applied)) {
      LOG.warn("node.device.not_written", "key", mutation.key(), "outcome", commit);
    }
    return commit instanceof Commit.Applied;
  }

  /// Waits for `boot/config`; the scheduler writes it at the first boot.
  private void awaitZone() throws InterruptedException {
    phases.running(Name.ZONE, "reading boot/config");
    while (true) {
      try {
        if (config.get(ZoneKeys.BOOT_CONFIG).isPresent()) {
          phases.done(Name.ZONE, identity.zoneHost());
          return;
        }
        if (ready(ports.scheduler())) {
          phases.running(Name.ZONE, "first boot: the scheduler writes what the zone starts with");
          bootZone();
        } else {
          phases.running(Name.ZONE, "first boot: waiting for the scheduler");
          time.sleep(POLL);
        }
      } catch (ConfigUnavailable e) {
        phases.failed(Name.ZONE, "system config: " + e.getMessage(), "It is tried again.");
        time.sleep(RETRY);
      }
    }
  }

  private void bootZone() throws InterruptedException {
    var request = new SchedulerApi.BootRequest(Optional.of(identity.zoneHost()));
    switch (services.call(SchedulerApi.BOOT, request)) {
      case Answer.Ok<SchedulerApi.BootResult>(var result) ->
          LOG.info("node.zone.booted", "revision", result.revision(), "keys", result.keys());
      case Answer.Refused<SchedulerApi.BootResult>(var problem) -> {
        // it may exist by now, which the next look at boot/config tells
        phases.failed(
            Name.ZONE,
            "the scheduler refuses the first boot: " + problem.wire(),
            "See `bucky log services`; etc/start_config.json is what it starts from.");
        time.sleep(RETRY);
      }
      case Answer.Unreachable<SchedulerApi.BootResult>(var why) -> {
        phases.failed(Name.ZONE, "the scheduler does not answer: " + why, "It is tried again.");
        time.sleep(RETRY);
      }
    }
  }

  private static boolean ready(int port) {
    return Readiness.ask(port) == Readiness.Answer.READY;
  }
}
