package io.bucky.cli;

import io.bucky.api.panel.InstallApi.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The files of an app, read from this machine: all of its folder, or its compose file with those
/// that it names.
final class AppFiles {
  static final int FILES_MAX = 512;
  static final long BYTES_MAX = 8L << 20;

  /// The names under which a compose file is looked for.
  private static final List<String> STANDARD =
      List.of("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml");

  private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s\"'\\[\\]{}:,;=|<>&*()]+");
  private static final Pattern KEY = Pattern.compile("[\\w.-]+[\"']?:(?=\\s|$)");
  private static final Pattern FIRST_VALUE = Pattern.compile("[\\s\"'-]*([^\"':]+)");

  private final Path folder;
  private final SortedMap<String, SourceFile> files = new TreeMap<>();
  private long bytes;

  private AppFiles(Path folder) {
    this.folder = folder;
  }

  /// Everything in the folder but version control: an app may mount any of it.
  static List<SourceFile> of(Path folder) {
    var files = new AppFiles(folder);
    files.addFolder(folder);
    return List.copyOf(files.files.values());
  }

  /// The compose file, the `.env` beside it, and what is there of the files and folders that it
  /// names. The folder may be anybody's home, so nothing else of it leaves the machine.
  static List<SourceFile> named(Path compose) {
    Path folder = compose.toAbsolutePath().normalize().getParent();
    if (folder == null) {
      throw Failure.usage(compose + " is not a file", "Name a compose file, or its folder.");
    }
    var files = new AppFiles(folder);
    String own = String.valueOf(compose.getFileName());
    files.addFile(STANDARD.contains(own) ? own : STANDARD.getFirst(), compose);
    files.addNamed(folder.resolve(".env"), false);
    for (String word : words(read(compose))) {
      try {
        if (!word.startsWith("/")) { // that is the machine's, not the app's
          files.addNamed(folder.resolve(word).normalize(), word.contains("/"));
        }
      } catch (InvalidPathException e) {
        // no file has such a name
      }
    }
    return List.copyOf(files.files.values());
  }

  /// What may be a path in the text of a compose file, without reading it as YAML. A bare word may
  /// as well be the name of a service or a volume, unless the line is about a file.
  private static Set<String> words(String text) {
    var words = new TreeSet<String>();
    for (String line : text.split("\r?\n")) {
      String said = COMMENT.matcher(line).replaceFirst("");
      String values = KEY.matcher(said).replaceAll(" ");
      var found = new ArrayList<>(List.of(BETWEEN_WORDS.split(values)));
      var first = FIRST_VALUE.matcher(values);
      if (first.lookingAt()) {
        found.add(first.group(1).strip()); // a path with spaces
      }
      boolean ofFile = said.contains("file:");
      found.stream()
          .filter(word -> !word.isEmpty() && (ofFile || word.contains("/") || word.contains(".")))
          .forEach(words::add);
    }
    return words;
  }

  /// @param asPath a folder is meant, as Compose tells one from a volume's name
  private void addNamed(Path path, boolean asPath) {
    if (!path.startsWith(folder) || path.equals(folder)) {
      return;
    }
    if (Files.isRegularFile(path)) {
      String name = folder.relativize(path).toString();
      if (!STANDARD.contains(name)) {
        addFile(name, path);
      }
    } else if (asPath && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      addFolder(path);
    }
  }

  private void addFolder(Path start) {
    try {
      Files.walkFileTree(start, new Adding());
    } catch (IOException e) {
      throw unreadable(start, e);
    }
  }

  private void addFile(String name, Path path) {
    if (files.containsKey(name)) {
      return;
    }
    try {
      bytes += Files.size(path);
      if (bytes > BYTES_MAX || files.size() == FILES_MAX) {
        throw Failure.usage(
            "the app's files in %s are more than %d, or larger than %s"
                .formatted(folder, FILES_MAX, Text.bytes(BYTES_MAX)),
            "Leave only the compose file and the small files it mounts.");
      }
      files.put(
          name, new SourceFile(name, Base64.getEncoder().encodeToString(Files.readAllBytes(path))));
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static String read(Path compose) {
    try {
      // A byte that is no character is no part of a path either.
      return new String(Files.readAllBytes(compose), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw unreadable(compose, e);
    }
  }

  private static Failure unreadable(Path path, IOException e) {
    return new Failure(
        ExitStatus.FAILED,
        "cannot read " + path + ": " + Text.reason(e),
        "Allow it, or copy the compose file and what it mounts into a folder of their own.");
  }

  private final class Adding extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
      return path.equals(folder.resolve(".git"))
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
      if (Files.isRegularFile(path)) {
        addFile(folder.relativize(path).toString(), path);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException e) {
      throw unreadable(path, e);
    }
  }
}
