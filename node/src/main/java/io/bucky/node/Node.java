package io.bucky.node;

import io.bucky.api.NodeApi;
import io.bucky.base.Log;
import io.bucky.base.Metrics;
import io.bucky.base.Parsed;
import io.bucky.base.Secret;
import io.bucky.base.Time;
import io.bucky.base.Unwind;
import io.bucky.identity.DeviceIdentity;
import io.bucky.krpc.Problem;
import io.bucky.krpc.Reply;
import io.bucky.krpc.socket.SocketKrpcServer;
import io.bucky.node.activation.Activation;
import io.bucky.node.activation.ActivationCode;
import io.bucky.node.activation.ActivationPage;
import io.bucky.node.activation.Installation;
import io.bucky.node.boot.Phases;
import io.bucky.node.boot.Phases.Name;
import io.bucky.node.machine.Proc;
import io.bucky.node.programs.CommandLine;
import io.bucky.zone.MachineSettings;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// The daemon: inactive until activated, then a [ZoneNode], until it is asked to stop.
///
/// `node-life` is the thread on which the machine goes through these; the main thread waits for the
/// stop and carries it out.
final class Node implements AutoCloseable {
  private static final Log LOG = Log.of("node");
  private static final Duration RETRY = Duration.ofSeconds(2);

  /// The longest call that is passed on: an install that inspects a compose folder.
  private static final Duration CALL_MAX = Duration.ofSeconds(30);

  private final Ground ground;
  private final ZoneLayout layout;
  private final Time time;
  private final SecureRandom random = new SecureRandom();
  private final Activation activation;
  private final Phases phases;
  private final StatusFile statusFile;
  private final CountDownLatch stopAsked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Unwind resources;

  private volatile boolean stopping;
  private volatile boolean stopApps;
  private volatile Optional<ActivationCode> code = Optional.empty();
  private volatile Optional<String> pageTrouble = Optional.empty();
  private volatile Optional<ZoneNode> zone = Optional.empty();

  private Node(Ground ground, Unwind opening) throws IOException {
    this.ground = ground;
    this.layout = ground.layout();
    this.time = ground.time();
    MachineSettings machine = ground.machine();
    this.activation = new Activation(layout, machine, new Installation(layout), time, random);
    var board = new StatusBoard(this, layout, machine, time);
    this.statusFile =
        opening.push(StatusFile.open(layout.run().resolve("status.json"), board::status));
    this.phases = new Phases(time, statusFile::touch);
    NodeGauges.register(ground.metrics(), this::zone, Proc.system());
    opening.push(
        HealthPage.open(machine.ports().nodeStatus(), board::whyNotReady, ground.metrics(), time));
    var service = new NodeService(this, board, machine, time).build(ground.metrics());
    opening.push(SocketKrpcServer.open(layout.nodeSocket(), service, CALL_MAX, time));
    this.resources = opening.release();
  }

  static Node open(ZoneLayout layout, MachineSettings machine, CommandLine commandLine, Time time)
      throws IOException {
    try (var opening = new Unwind()) {
      return new Node(new Ground(layout, machine, commandLine, new Metrics(), time), opening);
    }
  }

  /// Runs until [#requestStop]; then everything this daemon started has ended.
  void run() throws InterruptedException, IOException {
    LOG.info("node.started", "root", layout.root(), "pid", ProcessHandle.current().pid());
    statusFile.touch();
    Thread life = Thread.ofVirtual().name("node-life").start(this::live);
    stopAsked.await();
    stopping = true;
    statusFile.touch();
    LOG.info("node.stopping", "apps", stopApps);
    life.interrupt();
    life.join();
    if (zone.isPresent()) {
      zone.get().stop(stopApps);
    }
    LOG.info("node.stopped");
  }

  private void live() {
    try {
      if (!Installation.active(layout)) {
        awaitActivation();
      }
      var opened = ZoneNode.open(ground, identity(), phases, statusFile::touch);
      zone = Optional.of(opened);
      resources.push(opened);
      opened.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the daemon stops
    } catch (RuntimeException e) {
      LOG.error("node.life.failed", e);
      requestStop(false); // let it crash: a new process starts clean
    }
  }

  private void awaitActivation() throws InterruptedException {
    while (true) {
      try {
        ActivationCode fresh = ActivationCode.create(layout, random);
        code = Optional.of(fresh);
        try (var page =
            ActivationPage.open(
                ground.machine().listen(),
                ground.machine().ports().activation(),
                ground.web(),
                activation,
                fresh,
                time,
                random)) {
          pageTrouble = Optional.empty();
          LOG.info("node.activation.open", "port", page.port());
          statusFile.touch();
          while (!activation.await(Duration.ofHours(1))) {
            LOG.debug("node.activation.waiting");
          }
        }
        ActivationCode.remove(layout);
        return;
      } catch (IOException e) {
        pageTrouble = Optional.of("The activation page cannot be opened: " + e.getMessage());
        LOG.warn("node.activation.not_open", "why", String.valueOf(e.getMessage()));
        statusFile.touch();
        if (activation.await(RETRY)) {
          return; // over the local socket
        }
      }
    }
  }

  private DeviceIdentity identity() throws InterruptedException {
    phases.running(Name.IDENTITY, "");
    while (true) {
      String why;
      try {
        var opened =
            DeviceIdentity.open(
                Files.readString(layout.nodeIdentity()),
                new Secret(Files.readString(layout.devicePrivateKey())),
                time,
                random);
        switch (opened) {
          case Parsed.Ok<DeviceIdentity>(var identity) -> {
            phases.done(Name.IDENTITY, identity.name() + " of " + identity.zoneHost());
            return identity;
          }
          case Parsed.Malformed<DeviceIdentity>(var text) -> why = text;
        }
      } catch (IOException e) {
        why = "cannot be read: " + e.getMessage();
      }
      phases.failed(
          Name.IDENTITY,
          "this node's identity is not usable: " + why,
          "Restore etc/node_identity.json and security/node_private_key.pem from a backup.");
      time.sleep(RETRY);
    }
  }

  /// Over the local socket no code is needed: who may connect may read the code's file.
  Reply<NodeApi.Activated> activate(NodeApi.ActivateRequest request) {
    Reply<NodeApi.Activated> reply =
        stopping
            ? Reply.refused(new Problem.ServiceUnavailable("the node is stopping"))
            : activation.activate(request);
    statusFile.touch();
    return reply;
  }

  /// @param apps whether the apps' containers end too
  void requestStop(boolean apps) {
    stopApps = stopApps || apps;
    stopAsked.countDown();
  }

  /// Waits until everything has ended.
  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  boolean stopping() {
    return stopping;
  }

  boolean active() {
    return Installation.active(layout);
  }

  Optional<ActivationCode> code() {
    return code;
  }

  Optional<String> pageTrouble() {
    return pageTrouble;
  }

  Phases phases() {
    return phases;
  }

  Optional<ZoneNode> zone() {
    return zone;
  }

  @Override
  public void close() {
    try {
      resources.close();
    } finally {
      ended.countDown();
    }
  }
}
