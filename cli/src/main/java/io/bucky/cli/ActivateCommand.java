package io.bucky.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "activate",
    description = "Make this machine the first node of a new zone, without the browser.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  bucky activate --zone home --user alice --password-file pw.txt",
      "  bucky activate --zone cloud.example.org --user alice --recovery-file recovery.txt"
    })
final class ActivateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();
  @Mixin private Activation activation = new Activation();

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    try (var node = NodeSocket.connect(options.machine())) {
      activation.run(node, console);
    }
    return ExitStatus.OK;
  }
}
