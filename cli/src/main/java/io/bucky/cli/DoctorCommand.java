package io.bucky.cli;

import io.bucky.api.NodeApi;
import io.bucky.krpc.None;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "doctor",
    description = "Check what this node needs from the machine, and say what to do.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky doctor", "  bucky doctor --json"})
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    try (var node = NodeSocket.connect(options.machine())) {
      NodeApi.Doctor doctor = node.call(NodeApi.DOCTOR, None.NONE);
      console.json(doctor);
      boolean failed = false;
      for (NodeApi.Check check : doctor.checks()) {
        console.print("%-5s %-14s %s".formatted(check.state(), check.name(), check.what()));
        if (!check.nextStep().isEmpty()) {
          console.print("                     -> " + check.nextStep());
        }
        failed |= check.state().equals("fail");
      }
      return failed ? ExitStatus.FAILED : ExitStatus.OK;
    }
  }
}
