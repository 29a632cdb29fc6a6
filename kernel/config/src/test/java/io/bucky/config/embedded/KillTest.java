package io.bucky.config.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Time;
import io.bucky.config.Commit;
import io.bucky.config.ConfigKey;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real process that writes and is killed.
@Tag("slow")
class KillTest {
  private static final ConfigKey LEFT = ConfigKey.of("pair/left");
  private static final ConfigKey RIGHT = ConfigKey.of("pair/right");

  @Test
  void whatAKilledProcessAcknowledgedIsThere(@TempDir Path directory)
      throws IOException, InterruptedException {
    long most = 0;
    for (int round = 0; round < 5; round++) {
      Process process = start(directory);
      long acknowledged = 0;
      try (var out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        long enough = most + 50 + 37L * round;
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          acknowledged = Long.parseLong(line);
          if (acknowledged >= enough) {
            var _ = process.toHandle().destroyForcibly(); // keeps the pipe open for us
          }
        }
      }
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();

      try (var store = EmbeddedStore.open(FileDisk.at(directory), Time.system())) {
        String left = store.get(LEFT).map(Entry::value).orElse("");
        assertThat(store.get(RIGHT).map(Entry::value)).contains(left);
        assertThat(Long.parseLong(left)).isGreaterThanOrEqualTo(acknowledged);
        most = Long.parseLong(left);
      }
    }
  }

  private static Process start(Path directory) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            Writer.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /// Writes pairs of equal numbers for ever, and prints each number once it is acknowledged.
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      try (var store = EmbeddedStore.open(FileDisk.at(Path.of(arguments[0])), Time.system())) {
        long number = store.get(LEFT).map(e -> Long.parseLong(e.value())).orElse(0L);
        while (true) {
          number++;
          String text = Long.toString(number);
          Commit commit =
              store.commit(
                  Transaction.of(new Mutation.Set(LEFT, text), new Mutation.Set(RIGHT, text)));
          if (!(commit instanceof Commit.Applied)) {
            throw new IllegalStateException(commit.toString());
          }
          System.out.println(number);
        }
      }
    }
  }
}
