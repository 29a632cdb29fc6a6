package io.bucky.cli;

import io.bucky.api.NodeApi;
import io.bucky.base.Deadline;
import io.bucky.base.Time;
import io.bucky.json.Json;
import io.bucky.krpc.None;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "down",
    description = "Stop the node and all its programs. Apps go on serving unless you say --apps.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky down", "  bucky down --apps    stop the apps' containers too"})
final class DownCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Option(names = "--apps", description = "Stop the apps' containers too.")
  private boolean apps;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Longest wait for the end (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    var time = Time.system();
    if (!NodeSocket.answers(options.machine())) {
      NodeProcess.sweep(options.machine());
      console.say("The node is not running.");
      console.json(Json.object().put("stopped", true).put("was_running", false));
      return ExitStatus.OK;
    }
    Optional<ProcessHandle> daemon = stop();
    var deadline = Deadline.in(Duration.ofSeconds(Math.max(1, timeoutSeconds)), time);
    while (daemon.filter(ProcessHandle::isAlive).isPresent()) {
      if (deadline.hasPassed(time)) {
        throw new Failure(
            ExitStatus.TRY_AGAIN,
            "the node is still stopping after " + timeoutSeconds + " s",
            "See " + options.machine().log("node") + ", then try again.");
      }
      time.sleep(Duration.ofMillis(30));
    }
    console.say("Stopped.");
    console.json(Json.object().put("stopped", true).put("was_running", true));
    return ExitStatus.OK;
  }

  /// Asks the daemon to end, and says which process will.
  private Optional<ProcessHandle> stop() throws InterruptedException {
    try (var node = NodeSocket.connect(options.machine())) {
      Optional<Long> pid =
          node.call(NodeApi.STATUS, None.NONE).programs().stream()
              .filter(program -> program.name().equals("node"))
              .map(NodeApi.Program::pid)
              .findFirst();
      node.call(NodeApi.STOP, new NodeApi.StopRequest(apps));
      return pid.flatMap(ProcessHandle::of);
    }
  }
}
