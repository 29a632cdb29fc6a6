package io.bucky.node.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is read of a process.
final class ProcTest {
  private static final String LINE =
      "7 (a (b) c) S 1 7 7 0 -1 4194304 501 502 33 504 60 40 505 506 20 0 9 0 1234 507 508";

  @TempDir private Path root;

  @Test
  void aProcessThatWaitsForItsPagesGetsOnLikeOneThatComputes() throws IOException {
    Files.createDirectories(root.resolve("7"));
    Files.writeString(root.resolve("7/stat"), LINE);

    var stat = new Proc(root).stat(7).orElseThrow();

    assertThat(stat).isEqualTo(new Proc.Stat('S', 1_234, 100, 33));
    assertThat(stat.effortTicks()).isEqualTo(133);
  }
}
