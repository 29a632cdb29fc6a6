package io.bucky.cli;

import io.bucky.api.panel.AppsApi;
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

  AppsApi.AppRequest request() {
    return new AppsApi.AppRequest(app, owner());
  }
}
