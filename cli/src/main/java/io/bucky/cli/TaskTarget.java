package io.bucky.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The task that a command is about.
final class TaskTarget {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "ID", description = "The task's number.")
  private long id;

  long id() {
    return id;
  }

  Console console() {
    return Console.of(spec, options);
  }

  ZoneConnection open() throws InterruptedException {
    return Zones.open(options);
  }
}
