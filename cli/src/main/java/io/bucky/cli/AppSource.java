package io.bucky.cli;

import io.bucky.api.panel.InstallApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Where an app comes from, as `inspect` and `install` take it.
final class AppSource {
  static final int FILES_MAX = 512;
  static final long BYTES_MAX = 8L << 20;

  @Parameters(
      paramLabel = "SOURCE",
      arity = "0..1",
      description =
          "A folder with a docker-compose.yml (or compose.yaml), the file itself, or with --image"
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
    Path folder = Files.isDirectory(source) ? source : source.toAbsolutePath().getParent();
    if (folder == null) {
      throw Failure.usage(source + " has no folder", "Name a folder.");
    }
    String app =
        name == null ? String.valueOf(folder.toAbsolutePath().normalize().getFileName()) : name;
    return new InstallApi.Source(
        "compose",
        Optional.of(app),
        files(folder),
        Optional.empty(),
        Optional.empty(),
        environment,
        Optional.empty());
  }

  /// Everything in the folder but version control: an app may mount any of it.
  private static List<InstallApi.SourceFile> files(Path folder) {
    var files = new ArrayList<InstallApi.SourceFile>();
    long bytes = 0;
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
        Path relative = folder.relativize(path);
        if (relative.startsWith(".git")) {
          continue;
        }
        bytes += Files.size(path);
        if (bytes > BYTES_MAX || files.size() == FILES_MAX) {
          throw Failure.usage(
              "the folder %s holds more than %d files or %s"
                  .formatted(folder, FILES_MAX, Text.bytes(BYTES_MAX)),
              "Leave only the compose file and the small files it mounts.");
        }
        files.add(
            new InstallApi.SourceFile(
                relative.toString(), Base64.getEncoder().encodeToString(Files.readAllBytes(path))));
      }
    } catch (IOException e) {
      throw new Failure(
          ExitStatus.FAILED, "cannot read " + folder + ": " + Text.reason(e), "Check permissions.");
    }
    return files;
  }
}
