package io.bucky.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs one program that is not ours to its end.
final class Script {
  private Script() {}

  /// @param exit status; -1 when it had to be ended or could not start
  /// @param said both outputs, as they came
  record Result(int exit, String said) {}

  /// What `words` ended with, whatever it said and however long it took; -1 when there is no such
  /// program.
  static int exit(String... words) {
    try {
      return new ProcessBuilder(words)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  static Result run(Path folder, Map<String, String> environment, int secondsMax, String... words) {
    try {
      Path output = Files.createTempFile("bucky-script-", ".out");
      try {
        var builder =
            new ProcessBuilder(List.of(words))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(secondsMax, TimeUnit.SECONDS);
        if (!ended) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly().waitFor();
        }
        String late = ended ? "" : "\nended after " + secondsMax + " s";
        return new Result(ended ? process.exitValue() : -1, Files.readString(output) + late);
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
