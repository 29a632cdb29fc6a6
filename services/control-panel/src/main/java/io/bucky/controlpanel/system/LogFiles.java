package io.bucky.controlpanel.system;

import io.bucky.api.panel.LogsApi.LogEntry;
import io.bucky.api.panel.LogsApi.LogService;
import io.bucky.base.Parsed;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the event files of the zone's programs on this machine. Only files directly in the folder
/// of logs, by their plain name. Any thread.
final class LogFiles {
  static final int LINES_MAX = 1_000;
  private static final int TAIL_BYTES = 1 << 20;
  private static final String SUFFIX = ".log";
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
  private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");

  private final Path folder;

  LogFiles(Path folder) {
    this.folder = folder;
  }

  List<LogService> list() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files
          .map(path -> String.valueOf(path.getFileName()))
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .filter(name -> NAME.matcher(name).matches())
          .sorted()
          .map(name -> new LogService(name, name))
          .toList();
    }
  }

  /// The newest lines that match, oldest first. Malformed when there is no such program or level.
  ///
  /// @param level the least one to show
  Parsed<List<LogEntry>> query(
      String service, int lines, Optional<String> level, Optional<String> keyword)
      throws IOException {
    if (!NAME.matcher(service).matches()) {
      return Parsed.malformed("'" + service + "' is not the name of a program");
    }
    int least = level.map(it -> LEVELS.indexOf(levelName(it))).orElse(0);
    if (least < 0) {
      return Parsed.malformed("'" + level.orElse("") + "' is not a level");
    }
    Path file = folder.resolve(service + SUFFIX);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Parsed.malformed("there is no log of '" + service + "'");
    }
    String wanted = keyword.orElse("").toLowerCase(Locale.ROOT);
    var found = new ArrayList<LogEntry>();
    List<String> tail = tail(file);
    for (int i = tail.size() - 1; i >= 0 && found.size() < Math.clamp(lines, 1, LINES_MAX); i--) {
      LogEntry entry = entry(service, tail.get(i));
      boolean loud = least == 0 || LEVELS.indexOf(entry.level()) >= least;
      if (loud && entry.raw().toLowerCase(Locale.ROOT).contains(wanted)) {
        found.addFirst(entry);
      }
    }
    return Parsed.ok(found);
  }

  private static String levelName(String level) {
    String name = level.toUpperCase(Locale.ROOT);
    return name.equals("WARNING") ? "WARN" : name;
  }

  /// `2026-11-21T08:00:00.123Z INFO scheduler.rounds scheduler.round.applied revision=7`.
  private static LogEntry entry(String service, String line) {
    String[] part = line.split(" ", 4);
    boolean ours = part.length == 4 && LEVELS.contains(part[1]);
    return ours
        ? new LogEntry(part[0], part[1], service, part[2] + " " + part[3], line)
        : new LogEntry("", "", service, line, line);
  }

  private static List<String> tail(Path file) throws IOException {
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      long length = in.length();
      long from = Math.max(0, length - TAIL_BYTES);
      in.seek(from);
      var bytes = new byte[(int) (length - from)];
      in.readFully(bytes);
      List<String> lines =
          new String(bytes, StandardCharsets.UTF_8).lines().filter(it -> !it.isBlank()).toList();
      return from > 0 && !lines.isEmpty() ? lines.subList(1, lines.size()) : lines;
    }
  }
}
