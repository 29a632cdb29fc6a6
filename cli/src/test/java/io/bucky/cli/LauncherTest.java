package io.bucky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script `bucky` in a source tree: when it builds. The build and the JVM are scripts here.
final class LauncherTest {
  @TempDir private Path tree;

  @BeforeEach
  void lay() throws IOException {
    Files.copy(Path.of("../bucky"), tree.resolve("bucky"));
    for (String folder :
        new String[] {"kernel", "services", "node", "gateway", "cli", "third-party", ".mvn"}) {
      Files.createDirectories(tree.resolve(folder));
    }
    Files.createDirectories(tree.resolve("web/dist"));
    Files.writeString(tree.resolve("pom.xml"), "<project/>");
    script("jdk/bin/java", "echo ran");
    build("");
  }

  /// @param meanwhile what somebody does while it builds
  private void build(String meanwhile) throws IOException {
    script(
        "mvnw",
        """
        echo built >>builds
        mkdir -p dist/target/bucky/web dist/target/bucky/lib
        """
            + meanwhile);
  }

  private void script(String path, String text) throws IOException {
    Path script = tree.resolve(path);
    Files.createDirectories(script.getParent());
    Files.writeString(script, "#!/bin/sh\nset -eu\n" + text);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void bucky() throws IOException, InterruptedException {
    var builder = new ProcessBuilder("sh", "bucky", "status").directory(tree.toFile());
    builder.redirectErrorStream(true).redirectOutput(tree.resolve("output").toFile());
    builder.environment().put("BUCKY_JAVA", tree.resolve("jdk/bin/java").toString());
    builder.environment().put("BUCKY_AOT", "off");
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(tree.resolve("output")).content().endsWith("ran\n");
    assertThat(process.exitValue()).isZero();
  }

  private int builds() throws IOException {
    return Files.readAllLines(tree.resolve("builds")).size();
  }

  @Test
  void whatIsUnchangedIsBuiltOnce() throws Exception {
    bucky();
    bucky();

    assertThat(builds()).isOne();
  }

  @Test
  void whatWasSavedDuringABuildIsBuiltNextTime() throws Exception {
    build(
        """
        touch during
        until [ -n "$(find kernel/Saved.java -newer during)" ]; do touch kernel/Saved.java; done
        """);
    Files.writeString(tree.resolve("kernel/Saved.java"), "");
    bucky();
    build("");

    bucky();

    assertThat(builds()).isEqualTo(2);
    bucky();
    assertThat(builds()).isEqualTo(2);
  }
}
