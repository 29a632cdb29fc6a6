package io.bucky.cli;

import io.bucky.api.panel.AppsApi;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "stop",
    description = "Stop an app and keep it installed.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky app stop wordpress"})
final class AppStopCommand implements Callable<Integer> {
  @Mixin private AppChange change = new AppChange();

  @Override
  public Integer call() throws InterruptedException {
    return change.run(AppsApi.STOP, "is stopped");
  }
}
