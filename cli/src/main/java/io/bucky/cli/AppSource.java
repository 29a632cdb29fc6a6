package io.bucky.cli;

import io.bucky.api.panel.InstallApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Where an app comes from, as `inspect` and `install` take it.
final class AppSource {
  private static final int SHOWN_MAX = 12;

  @Parameters(
      paramLabel = "SOURCE",
      arity = "0..1",
      description =
          "A folder with a docker-compose.yml (or compose.yaml), all of which is sent; or a compose"
              + " file, which is sent with its .env and the files that it names; or with --image"
              + " nothing.")
  private @Nullable Path source;

  @Option(names = "--image", paramLabel = "IMAGE", description = "Run one image as an app.")
  private @Nullable String image;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port inside that the browser should see.")
  private @Nullable Integer port;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The app's name and host label; default the folder's name.")
  private @Nullable String name;

  @Option(
      names = {"-e", "--env"},
      paramLabel = "NAME=VALUE",
      description = "Set a variable that the app asks for.")
  private TreeMap<String, String> environment = new TreeMap<>();

  Optional<String> name() {
    return Optional.ofNullable(name);
  }

  Optional<Integer> port() {
    return Optional.ofNullable(port);
  }

  SortedMap<String, String> environment() {
    return environment;
  }

  /// Which files left this machine; empty for an image.
  static Optional<String> sent(InstallApi.Source source) {
    List<String> paths = source.files().stream().map(InstallApi.SourceFile::path).toList();
    if (paths.isEmpty()) {
      return Optional.empty();
    }
    int more = paths.size() - SHOWN_MAX;
    return Optional.of(
        "Sends       "
            + String.join(", ", paths.subList(0, Math.min(SHOWN_MAX, paths.size())))
            + (more > 0 ? " and " + more + " more files" : ""));
  }

  InstallApi.Source read() {
    if (port != null && (port < 1 || port > 65_535)) {
      throw Failure.usage("--port " + port + " is not a port", "For example --port 80");
    }
    if (image != null && port == null) {
      throw Failure.usage(
          "which port does " + image + " listen on?", "Name it: --port 80, for example.");
    }
    if (image != null) {
      return new InstallApi.Source(
          "image", name(), List.of(), Optional.of(image), port(), environment, Optional.empty());
    }
    if (source == null) {
      throw Failure.usage(
          "no app given",
          "Name a folder with a docker-compose.yml, or use --image IMAGE --port PORT.");
    }
    if (!Files.exists(source)) {
      throw Failure.notFound("there is no " + source, "Check the path.");
    }
    boolean all = Files.isDirectory(source);
    Path folder = source.toAbsolutePath().normalize();
    folder = all ? folder : folder.getParent();
    if (folder == null) {
      throw Failure.usage(source + " has no folder", "Name a folder.");
    }
    String app = name == null ? String.valueOf(folder.getFileName()) : name;
    List<InstallApi.SourceFile> files = all ? AppFiles.of(folder) : AppFiles.named(source);
    return new InstallApi.Source(
        "compose",
        Optional.of(app),
        files,
        Optional.empty(),
        Optional.empty(),
        environment,
        Optional.empty());
  }
}
