package io.bucky.node.activation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The wizard's files below one folder. Answers only what lies inside it.
///
/// @param folder empty when the distribution has no web files
record WebFiles(Optional<Path> folder) {
  static final String INDEX = "activate.html";
  private static final long FILE_BYTES_MAX = 8L << 20;
  private static final String BINARY = "application/octet-stream";
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("webp", "image/webp"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("webmanifest", "application/manifest+json"));

  record Found(Path file, String type) {}

  /// @param path of the request, decoded, beginning with `/`
  Optional<Found> find(String path) throws IOException {
    if (folder.isEmpty() || path.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    Path root = folder.get().toAbsolutePath().normalize();
    String name = path.equals("/") ? INDEX : path.substring(1);
    Path file = root.resolve(name).normalize();
    if (!file.startsWith(root) || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    // a link inside the folder must not lead out of it
    if (!file.toRealPath().startsWith(root.toRealPath()) || Files.size(file) > FILE_BYTES_MAX) {
      return Optional.empty();
    }
    String text = file.getFileName().toString();
    String extension = text.substring(text.lastIndexOf('.') + 1);
    return Optional.of(new Found(file, TYPES.getOrDefault(extension, BINARY)));
  }
}
