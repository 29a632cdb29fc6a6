package io.bucky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.bucky.api.panel.InstallApi.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which files of this machine are sent for an app.
final class AppFilesTest {
  private static final String NOTES =
      """
      services:
        notes:
          image: notes:1
          env_file: [notes.env, "./more.env"]
          volumes:
            - ./conf/notes.conf:/etc/notes.conf:ro
            - "./my pages/index.html:/srv/index.html:ro"
            - type: bind
              source: ./scripts
              target: /scripts
            - Documents:/documents
            - /etc/hostname:/etc/hostname:ro
            # - ./.ssh:/root/.ssh
            - ../beside.txt:/beside.txt
      configs:
        notes: {file: notes.json}
      secrets:
        password:
          file: password
      volumes:
        Documents:
      """;

  @TempDir private Path top;

  private Path file(String path, String text) throws IOException {
    Path file = top.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static List<String> paths(List<SourceFile> files) {
    return files.stream().map(SourceFile::path).toList();
  }

  private static String text(SourceFile file) {
    return new String(Base64.getDecoder().decode(file.content()), StandardCharsets.UTF_8);
  }

  @Test
  void aComposeFileInAHomeFolderTakesOnlyWhatItNames() throws IOException {
    Path compose = file("home/docker-compose.yml", NOTES);
    for (String path :
        List.of(
            ".env",
            "notes.env",
            "more.env",
            "conf/notes.conf",
            "my pages/index.html",
            "scripts/start.sh",
            "scripts/deep/stop.sh",
            "notes.json",
            "password")) {
      file("home/" + path, "needed");
    }
    for (String path :
        List.of(".ssh/id_ed25519", "conf/other.conf", "Documents/will.txt", "notes", "image")) {
      file("home/" + path, "private");
    }
    file("beside.txt", "private");

    assertThat(paths(AppFiles.named(compose)))
        .containsExactly(
            ".env",
            "conf/notes.conf",
            "docker-compose.yml",
            "more.env",
            "my pages/index.html",
            "notes.env",
            "notes.json",
            "password",
            "scripts/deep/stop.sh",
            "scripts/start.sh");
  }

  @Test
  void theFileThatWasNamedIsSentAndNotTheStandardOneBesideIt() throws IOException {
    file("apps/docker-compose.yml", "services: {other: {image: other}}");
    Path compose = file("apps/notes.yml", "# compose.yaml, docker-compose.yml\n" + NOTES);

    assertThat(AppFiles.named(compose))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.path()).isEqualTo("compose.yaml");
          assertThat(text(it)).isEqualTo(Files.readString(compose));
        });
  }

  @Test
  void aFolderIsSentWholeButForItsVersionControl() throws IOException {
    file("notes/docker-compose.yml", NOTES);
    file("notes/.git/config", "");
    file("notes/icons/.git", "a submodule's");
    file("notes/icons/notes.svg", "");

    assertThat(paths(AppFiles.of(top.resolve("notes"))))
        .containsExactly("docker-compose.yml", "icons/.git", "icons/notes.svg");
  }

  @Test
  void aFolderThatCannotBeReadIsNamed() throws IOException {
    file("notes/docker-compose.yml", NOTES);
    Path data = Files.createDirectory(top.resolve("notes/data"));
    Files.setPosixFilePermissions(data, Set.of());
    assumeFalse(Files.isReadable(data), "root reads everything");

    assertThatThrownBy(() -> AppFiles.of(top.resolve("notes")))
        .isInstanceOf(Failure.class)
        .hasMessage("cannot read " + data + ": access is denied");
  }

  @Test
  void moreThanAZoneTakesIsRefusedBeforeItIsRead() throws IOException {
    Path big = file("notes/big", "");
    try (var channel = new java.io.RandomAccessFile(big.toFile(), "rw")) {
      channel.setLength(AppFiles.BYTES_MAX + 1);
    }

    assertThatThrownBy(() -> AppFiles.of(top.resolve("notes")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("larger than 8.0 MiB");
  }
}
