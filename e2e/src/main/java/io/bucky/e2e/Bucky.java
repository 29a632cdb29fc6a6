package io.bucky.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs the launcher as a person or a script would.
public final class Bucky {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int SECONDS_MAX = 300;
  private final Path repository;

  public Bucky(Path repository) {
    this.repository = repository;
  }

  /// The checkout that the build runs in.
  public static Bucky ofThisBuild() {
    String path = System.getenv("BUCKY_REPOSITORY");
    return new Bucky(Path.of(path == null ? "." : path).toAbsolutePath().normalize());
  }

  public Path repository() {
    return repository;
  }

  /// @param exit status of the command
  public record Result(int exit, String out, String err) {
    /// The single JSON value on standard output.
    public JsonNode json() {
      return JSON.readTree(out);
    }

    public Result expect(int status) {
      if (exit != status) {
        throw new AssertionError(
            "exit status %d instead of %d%nstdout: %s%nstderr: %s"
                .formatted(exit, status, out, err));
      }
      return this;
    }
  }

  public Result run(String... words) {
    return run(Map.of(), words);
  }

  public Result run(Map<String, String> environment, String... words) {
    var command = new ArrayList<String>(List.of(repository.resolve("bucky").toString()));
    command.addAll(List.of(words));
    Path out = temporary("out");
    Path err = temporary("err");
    try {
      var builder =
          new ProcessBuilder(command)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running after " + SECONDS_MAX + " s: " + command);
      }
      return new Result(
          process.exitValue(),
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } finally {
      remove(out);
      remove(err);
    }
  }

  private static Path temporary(String suffix) {
    try {
      return Files.createTempFile("bucky-e2e-", "." + suffix);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
