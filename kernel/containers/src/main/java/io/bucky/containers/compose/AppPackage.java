package io.bucky.containers.compose;

import io.bucky.base.Parsed;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The files that make an app: a compose file and the small files beside it, by relative path.
///
/// Paths are normal: `/` between segments, no empty, `.` or `..` segment, no leading `/`. The bytes
/// are not copied; whoever gives or takes them leaves them alone.
public final class AppPackage {
  /// Enough for the configuration beside a compose file; data does not travel this way.
  public static final int BYTES_MAX = 5 << 20;

  public static final int FILES_MAX = 512;
  private static final int PATH_CHARS_MAX = 512;
  private static final List<String> COMPOSE_NAMES =
      List.of("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml");

  private final NavigableMap<String, byte[]> files;

  private AppPackage(NavigableMap<String, byte[]> files) {
    this.files = Collections.unmodifiableNavigableMap(files);
  }

  /// Checks foreign paths and sizes.
  public static Parsed<AppPackage> of(Map<String, byte[]> files) {
    if (files.size() > FILES_MAX) {
      return Parsed.malformed("the package has more than " + FILES_MAX + " files");
    }
    var checked = new TreeMap<String, byte[]>();
    long total = 0;
    for (var file : files.entrySet()) {
      switch (normalPath(file.getKey())) {
        case Parsed.Malformed<String>(var why) -> {
          return Parsed.malformed(why);
        }
        case Parsed.Ok<String>(var path) -> {
          if (checked.put(path, file.getValue()) != null) {
            return Parsed.malformed("the package has " + path + " twice");
          }
        }
      }
      total += file.getValue().length;
    }
    if (total > BYTES_MAX) {
      return Parsed.malformed("the package is larger than " + (BYTES_MAX >> 20) + " MiB");
    }
    return folderThatIsAFile(checked)
        .<Parsed<AppPackage>>map(path -> Parsed.malformed(path + " is both a file and a folder"))
        .orElseGet(() -> Parsed.ok(new AppPackage(checked)));
  }

  /// The same with base64 contents, as a kRPC carries them.
  public static Parsed<AppPackage> ofBase64(Map<String, String> files) {
    var decoded = new TreeMap<String, byte[]>();
    long total = 0;
    for (var file : files.entrySet()) {
      total += file.getValue().length();
      if (total > BYTES_MAX * 2L) {
        return Parsed.malformed("the package is larger than " + (BYTES_MAX >> 20) + " MiB");
      }
      try {
        decoded.put(file.getKey(), Base64.getDecoder().decode(file.getValue()));
      } catch (IllegalArgumentException e) {
        return Parsed.malformed("the content of " + printable(file.getKey()) + " is not base64");
      }
    }
    return of(decoded);
  }

  /// All files, by path in order.
  public SortedMap<String, byte[]> files() {
    return files;
  }

  /// @param path normal, as in [#files]
  public Optional<byte[]> file(String path) {
    return Optional.ofNullable(files.get(path));
  }

  public Optional<String> text(String path) {
    return file(path).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /// Whether something lies below `path` as a folder.
  public boolean hasFolder(String path) {
    return !files.subMap(path + "/", true, path + "0", false).isEmpty(); // '0' follows '/'
  }

  /// The path of the compose file, by the names and the precedence of the Compose Specification.
  public Optional<String> composePath() {
    return COMPOSE_NAMES.stream().filter(files::containsKey).findFirst();
  }

  /// A relative path in normal form. `./a//b` becomes `a/b`; a path that leaves the folder is
  /// refused.
  public static Parsed<String> normalPath(String path) {
    if (path.length() > PATH_CHARS_MAX) {
      return Parsed.malformed("a path is longer than " + PATH_CHARS_MAX + " characters");
    }
    if (path.startsWith("/") || path.startsWith("~") || path.contains("\\")) {
      return Parsed.malformed(printable(path) + " is not a relative path with / between names");
    }
    var normal = new StringBuilder();
    for (String segment : path.split("/")) {
      if (segment.equals("..")) {
        return Parsed.malformed(printable(path) + " leaves the app's folder");
      }
      if (segment.chars().anyMatch(Character::isISOControl)) {
        return Parsed.malformed(printable(path) + " has a control character");
      }
      if (!segment.isEmpty() && !segment.equals(".")) {
        normal.append(normal.isEmpty() ? "" : "/").append(segment);
      }
    }
    return normal.isEmpty() ? Parsed.malformed("an empty path") : Parsed.ok(normal.toString());
  }

  private static Optional<String> folderThatIsAFile(NavigableMap<String, byte[]> files) {
    return files.keySet().stream()
        .filter(path -> !files.subMap(path + "/", true, path + "0", false).isEmpty())
        .findFirst();
  }

  private static String printable(String path) {
    String shown = path.replaceAll("\\p{Cntrl}", "?");
    return "'" + (shown.length() > 80 ? shown.substring(0, 80) + "..." : shown) + "'";
  }
}
