package io.bucky.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.containers.compose.ComposeApp;
import io.bucky.containers.compose.ComposeParser;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a package brings, and how it gets to where the app keeps it.
class SowingTest {
  private static final String TWO =
      """
      name: notes
      services:
        db: {image: a, volumes: ['./data/db:/db']}
        web: {image: a, volumes: ['./data:/data', '.:/app']}
      """;

  @TempDir Path temporary;
  private Path root;
  private Path packed;
  private Path kept;

  @BeforeEach
  void folders() throws IOException {
    root = temporary.toRealPath().resolve("zone");
    packed = Files.createDirectories(new ZoneLayout(root).appPackage("pkg1"));
    kept = new ZoneLayout(root).appData("alice", "notes").resolve("files");
    write("compose.yml", TWO);
    write("data/seed.txt", "seed");
    write("run.sh", "#!/bin/sh");
    Files.setPosixFilePermissions(
        packed.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void write(String path, String text) throws IOException {
    Path file = packed.resolve(path);
    Files.createDirectories(AppFolders.parent(file));
    Files.writeString(file, text);
  }

  private void prepare(String component) throws IOException {
    var files = io.bucky.containers.compose.Files.of("compose.yml", TWO, "data/seed.txt", "seed");
    ComposeApp app = ComposeParser.parse(files, ComposeParser.Options.none()).app().orElseThrow();
    RunPlan plan = RunPlan.of(Specs.compose(app), Specs.node(root)).orThrow();
    assertThat(AppFolders.prepare(plan, plan.container(component).orElseThrow())).isEmpty();
  }

  @Test
  void everyPlaceIsSownWhicheverContainerStartsFirst() throws IOException {
    prepare("db");
    prepare("web");

    assertThat(kept.resolve("data/seed.txt")).hasContent("seed");
    assertThat(kept.resolve("data/db")).isDirectory();
    assertThat(kept.resolve("compose.yml")).hasContent(TWO.strip());
    assertThat(kept.resolve("run.sh")).isExecutable();
  }

  @Test
  void whatACrashLeftHalfIsMadeWhole() throws IOException {
    Files.createDirectories(kept.resolve("data"));
    Files.writeString(kept.resolve("data/.sowing-seed.txt"), "se");

    prepare("web");

    assertThat(kept.resolve("data/seed.txt")).hasContent("seed");
    assertThat(kept.resolve("data/.sowing-seed.txt")).doesNotExist();
    assertThat(kept.resolve("run.sh")).exists();
  }

  @Test
  void whatTheAppChangedOrRemovedStaysSo() throws IOException {
    prepare("web");
    Files.writeString(kept.resolve("data/seed.txt"), "grown");
    Files.delete(kept.resolve("run.sh"));

    prepare("web");

    assertThat(kept.resolve("data/seed.txt")).hasContent("grown");
    assertThat(kept.resolve("run.sh")).doesNotExist();
  }

  @Test
  void nothingIsCopiedThroughALink() throws IOException {
    Path elsewhere = Files.createDirectories(temporary.resolve("elsewhere"));
    Files.createDirectories(kept);
    Files.createSymbolicLink(kept.resolve("data"), elsewhere);
    var files = io.bucky.containers.compose.Files.of("compose.yml", TWO, "data/seed.txt", "seed");
    ComposeApp app = ComposeParser.parse(files, ComposeParser.Options.none()).app().orElseThrow();
    RunPlan plan = RunPlan.of(Specs.compose(app), Specs.node(root)).orThrow();

    assertThat(AppFolders.prepare(plan, plan.container("web").orElseThrow()).orElseThrow().why())
        .contains("symbolic link");

    assertThat(elsewhere).isEmptyDirectory();
  }
}
