package io.bucky.fences;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What is to be seen in the files of the tree rather than in the classes.
class SourcesTest {
  /// A class has one reason to exist; beyond this it has found a second one.
  private static final int LINES_MAX = 380;

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  @Test
  void noClassIsLongerThanAReaderKeepsInMind() throws IOException {
    var tooLong = new TreeMap<String, Long>();
    int seen = 0;
    for (Path file : mainSources()) {
      seen++;
      long lines;
      try (Stream<String> text = Files.lines(file)) {
        lines = text.count();
      }
      String name = REPOSITORY.relativize(file).toString();
      if (lines > LINES_MAX) {
        tooLong.put(name, lines);
      }
    }

    assertThat(seen).as("files that were looked at").isGreaterThan(300);
    assertThat(tooLong).as("files of more than " + LINES_MAX + " lines").isEmpty();
  }

  @Test
  void theDependenciesAreThoseThatWereReviewed() throws IOException {
    var present = new TreeSet<String>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      String name = Path.of(entry).getFileName().toString();
      if (name.endsWith(".jar") && !name.startsWith("bucky-")) {
        present.add(name.substring(0, name.length() - ".jar".length()));
      }
    }

    List<String> reviewed =
        Files.readAllLines(REPOSITORY.resolve("fences/dependencies.txt")).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();

    assertThat(present)
        .as("jars of all programs and of these tests; a new one is named in dependencies.txt")
        .containsExactlyInAnyOrderElementsOf(reviewed);
  }

  private static List<Path> mainSources() throws IOException {
    try (Stream<Path> tree =
        Files.find(
            REPOSITORY,
            12,
            (path, kind) ->
                kind.isRegularFile()
                    && path.toString().endsWith(".java")
                    && path.toString().contains("/src/main/java/"))) {
      return tree.filter(path -> !path.toString().contains("/target/")).toList();
    }
  }
}
