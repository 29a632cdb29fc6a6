package io.bucky.cli;

import io.bucky.api.panel.AppsApi;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "start",
    description = "Start a stopped app.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky app start wordpress"})
final class AppStartCommand implements Callable<Integer> {
  @Mixin private AppChange change = new AppChange();

  @Override
  public Integer call() throws InterruptedException {
    return change.run(AppsApi.START, "is started");
  }
}
