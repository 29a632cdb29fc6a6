package io.bucky.node;

import io.bucky.base.Log;
import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.json.Json;
import io.bucky.node.machine.InstanceLock;
import io.bucky.node.machine.Proc;
import io.bucky.node.programs.CommandLine;
import io.bucky.node.programs.Program;
import io.bucky.node.programs.ProgramTable;
import io.bucky.zone.MachineSettings;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/// The program `bucky-node`.
///
/// Exit status: 0 ended when asked, 1 failed, 2 wrong usage, 5 another daemon has this data folder.
public final class NodeMain {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int CONFLICT = 5;
  private static final Log LOG = Log.of("node");

  private NodeMain() {}

  public static void main(String[] words) {
    // the activation page is the only thing that strangers reach, the health page what every local
    // user does: they give nobody much time
    System.setProperty("sun.net.httpserver.maxReqTime", "30");
    System.setProperty("sun.net.httpserver.maxRspTime", "60");
    System.setProperty("jdk.httpserver.maxConnections", "64");
    System.setProperty("sun.net.httpserver.timerMillis", "10000"); // a wake-up less each second
    int status;
    try {
      status =
          switch (Arguments.parse(words)) {
            case Parsed.Malformed<Arguments>(var why) -> fail(USAGE, why);
            case Parsed.Ok<Arguments>(var arguments) -> run(arguments);
          };
    } catch (IOException | RuntimeException e) {
      LOG.error("node.failed", e);
      status = FAILED;
    } catch (InterruptedException e) {
      status = FAILED;
    }
    System.exit(status);
  }

  private static int fail(int status, String why) {
    LOG.error("node.refused", "why", why);
    return status;
  }

  private static int run(Arguments arguments) throws IOException, InterruptedException {
    var layout = new ZoneLayout(arguments.root());
    Files.createDirectories(layout.run());
    Files.setPosixFilePermissions(layout.run(), PosixFilePermissions.fromString("rwx------"));
    Optional<InstanceLock> lock = InstanceLock.tryAcquire(layout.run().resolve("node.lock"));
    if (lock.isEmpty()) {
      return fail(CONFLICT, "another node daemon runs with the data folder " + layout.root());
    }
    try (var _ = lock.get()) {
      var commandLine = CommandLine.fromEnvironment(layout, System.getenv());
      if (arguments.sweep()) {
        new ProgramTable(commandLine, Proc.system(), Time.system())
            .sweep(List.of(Program.gateway(), Program.services()));
        return 0;
      }
      return serve(layout, commandLine);
    }
  }

  private static int serve(ZoneLayout layout, CommandLine commandLine)
      throws IOException, InterruptedException {
    Path pid = layout.run().resolve("node.pid");
    Files.writeString(pid, Long.toString(ProcessHandle.current().pid()));
    try (var node = Node.open(layout, machineSettings(layout), commandLine, Time.system())) {
      var asked = Thread.ofPlatform().name("node-signal").unstarted(() -> endOnSignal(node));
      Runtime.getRuntime().addShutdownHook(asked);
      node.run();
    } finally {
      Files.deleteIfExists(pid);
    }
    return 0;
  }

  /// SIGTERM and SIGINT mean the same as `bucky down`.
  private static void endOnSignal(Node node) {
    node.requestStop(false);
    try {
      node.awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static MachineSettings machineSettings(ZoneLayout layout) throws IOException {
    return Files.exists(layout.machineSettings())
        ? Json.read(Files.readString(layout.machineSettings()), MachineSettings.class).orThrow()
        : MachineSettings.standard();
  }
}
