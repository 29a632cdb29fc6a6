package io.bucky.node;

import io.bucky.api.NodeApi;
import io.bucky.api.NodeApi.Check;
import io.bucky.base.Time;
import io.bucky.containers.AppRuntime;
import io.bucky.containers.engine.DockerEngine;
import io.bucky.node.machine.EngineSocket;
import io.bucky.node.machine.PortHolders;
import io.bucky.node.machine.Proc;
import io.bucky.zone.MachineSettings;
import io.bucky.zone.Ports;
import io.bucky.zone.ZoneLayout;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Checks what this node needs from the machine, and says for each what to do. Changes nothing.
final class Doctor {
  private static final Duration ENGINE_MAX = Duration.ofSeconds(3);
  private static final Duration CERTIFICATE_SOON = Duration.ofDays(14);
  private static final long DISK_LEFT_FAIL = 256L << 20;
  private static final long DISK_LEFT_WARN = 2L << 30;

  /// The day of this program's first version: no machine's clock can be right and before it.
  private static final Instant EARLIEST = Instant.parse("2026-11-01T00:00:00Z");

  private final Node node;
  private final StatusBoard board;
  private final MachineSettings machine;
  private final Time time;

  Doctor(Node node, StatusBoard board, MachineSettings machine, Time time) {
    this.node = node;
    this.board = board;
    this.machine = machine;
    this.time = time;
  }

  NodeApi.Doctor examine() throws InterruptedException {
    NodeApi.Status status = board.status();
    var layout = new ZoneLayout(Path.of(status.root()));
    var checks = new ArrayList<Check>();
    checks.add(engine());
    checks.addAll(ports(status));
    checks.add(disk(layout));
    checks.add(clock());
    checks.add(permissions(layout));
    if (node.active()) {
      checks.add(certificate(layout));
    }
    for (NodeApi.Warning warning : status.warnings()) {
      checks.add(new Check(warning.label(), "warn", warning.message(), warning.nextStep()));
    }
    return new NodeApi.Doctor(List.copyOf(checks));
  }

  private Check engine() throws InterruptedException {
    Path socket = EngineSocket.find(machine, System.getenv());
    var runtime = new AppRuntime(new DockerEngine(socket, time), "doctor", time);
    return switch (runtime.engine(ENGINE_MAX)) {
      case AppRuntime.EngineState.Ready(var version, _) -> {
        board.engine(new NodeApi.Engine(true, "docker", version, socket.toString()));
        yield ok("engine", "The container engine " + version + " answers at " + socket + ".");
      }
      case AppRuntime.EngineState.Away(var why, var nextStep) -> {
        board.engine(new NodeApi.Engine(false, "docker", "", why));
        yield new Check(
            "engine",
            "warn",
            "Apps cannot run: " + why,
            nextStep.isEmpty()
                ? "Install one (on Debian: apt-get install docker.io); all else works without it."
                : nextStep);
      }
    };
  }

  private List<Check> ports(NodeApi.Status status) {
    Ports ports = machine.ports();
    var own = status.programs().stream().map(NodeApi.Program::pid).toList();
    var checks = new ArrayList<Check>();
    var holders = new PortHolders(Proc.system());
    Map<Integer, String> needed =
        Map.of(
            ports.http(), "the zone's web entry",
            ports.https(), "the zone's TLS entry",
            ports.nodeGateway(), "the node gateway",
            ports.nodeStatus(), "the node's health and metrics",
            ports.systemConfig(), "system config");
    needed.forEach((port, what) -> {
      Optional<PortHolders.Holder> holder = holders.of(port);
      if (holder.isPresent() && !own.contains(holder.get().pid())) {
        checks.add(
            new Check(
                "port " + port,
                "fail",
                "The port of " + what + " is taken by " + holder.get().describe() + ".",
                "End it, or use other ports: bucky down; bucky up --port-base N"));
      }
    });
    if (checks.isEmpty()) {
      checks.add(ok("ports", "The zone's ports (" + ports.http() + ", ...) are its own or free."));
    }
    return checks;
  }

  private static Check disk(ZoneLayout layout) {
    try {
      long left = Files.getFileStore(layout.root()).getUsableSpace();
      String what = (left >> 20) + " MiB are left on the disk of " + layout.root() + ".";
      return left >= DISK_LEFT_WARN
          ? ok("disk", what)
          : new Check(
              "disk",
              left < DISK_LEFT_FAIL ? "fail" : "warn",
              what,
              "Remove what is not needed, or move the data folder to a larger disk.");
    } catch (IOException e) {
      return new Check(
          "disk", "fail", layout.root() + " cannot be asked: " + e.getMessage(), "Check the disk.");
    }
  }

  private Check clock() {
    Instant now = time.now();
    return now.isBefore(EARLIEST)
        ? new Check(
            "clock",
            "fail",
            "The clock says " + now + ", so logins and certificates fail.",
            "Set it, or let it be set: timedatectl set-ntp true")
        : ok("clock", "The clock says " + now + ".");
  }

  private static Check permissions(ZoneLayout layout) {
    var open = Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
    for (Path file : List.of(layout.devicePrivateKey(), layout.startConfig(), layout.sealKey())) {
      try {
        if (Files.exists(file)
            && Files.getPosixFilePermissions(file).stream().anyMatch(open::contains)) {
          return new Check(
              "permissions",
              "fail",
              file + " can be read by other users of this machine.",
              "chmod 600 " + file);
        }
      } catch (IOException e) {
        return new Check(
            "permissions", "fail", file + ": " + e.getMessage(), "Check the file's owner.");
      }
    }
    return Files.isWritable(layout.root())
        ? ok("permissions", "Keys are private and the data folder can be written.")
        : new Check(
            "permissions",
            "fail",
            layout.root() + " cannot be written.",
            "Give this user write access to it.");
  }

  private Check certificate(ZoneLayout layout) {
    Path file = layout.certificates().resolve("zone.pem");
    try {
      var certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
      Instant until = certificate.getNotAfter().toInstant();
      return until.isAfter(time.now().plus(CERTIFICATE_SOON))
          ? ok("certificate", "The zone's certificate is good until " + until + ".")
          : new Check(
              "certificate",
              "warn",
              "The zone's certificate ends at " + until + ".",
              "The gateway renews it; if not: bucky down; bucky up");
    } catch (IOException e) {
      return new Check(
          "certificate",
          "warn",
          "There is no certificate for HTTPS yet.",
          "The gateway makes one when it starts; see `bucky log gateway`");
    } catch (CertificateException e) {
      return new Check(
          "certificate",
          "fail",
          file + " is not a certificate.",
          "Remove it and start again: bucky down; bucky up");
    }
  }

  private static Check ok(String name, String what) {
    return new Check(name, "ok", what, "");
  }
}
