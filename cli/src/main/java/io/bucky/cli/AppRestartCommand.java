package io.bucky.cli;

import io.bucky.api.panel.AppsApi;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "restart",
    description = "Make the app's containers anew.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky app restart wordpress"})
final class AppRestartCommand implements Callable<Integer> {
  @Mixin private AppChange change = new AppChange();

  @Override
  public Integer call() throws InterruptedException {
    return change.run(AppsApi.RESTART, "is restarted");
  }
}
