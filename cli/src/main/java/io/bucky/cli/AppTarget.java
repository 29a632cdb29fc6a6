package io.bucky.cli;

import io.bucky.api.ControlPanelApi;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The app that a command is about.
final class AppTarget {
  @Parameters(paramLabel = "APP", description = "The app's name, as `bucky app list` shows it.")
  private String app = "";

  @Option(names = "--owner", paramLabel = "USER", description = "Whose app; default yours.")
  private @Nullable String owner;

  String app() {
    return app;
  }

  Optional<String> owner() {
    return Optional.ofNullable(owner);
  }

  ControlPanelApi.AppRequest request() {
    return new ControlPanelApi.AppRequest(app, owner());
  }
}
