package io.bucky.cli;

import io.bucky.base.Time;
import io.bucky.json.Json;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Reads the event files themselves, so that it works when nothing else does.
@Command(
    name = "log",
    description = "Print the event log of this node's programs, oldest line first.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky log -f", "  bucky log gateway -n 50", "  bucky log --level WARN"})
final class LogCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int BYTES_MAX = 4 << 20;
  private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(
      paramLabel = "PROGRAM",
      arity = "0..*",
      description = "node, services or gateway; all when none is named.")
  private List<String> programs = new ArrayList<>();

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      description = "How many lines; default ${DEFAULT-VALUE}.")
  private int lines = 100;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on printing new lines until interrupted.")
  private boolean follow;

  @Option(names = "--level", paramLabel = "LEVEL", description = "The least level: WARN, INFO, ...")
  private String level = "TRACE";

  /// @param time RFC 3339, which sorts as text
  private record Line(String time, String level, String program, String text) {}

  /// How far one file was read.
  private static final class Position {
    private final Path file;
    private long at;

    Position(Path file, long at) {
      this.file = file;
      this.at = at;
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    int least = LEVELS.indexOf(level.toUpperCase(Locale.ROOT));
    if (least < 0) {
      throw Failure.usage("unknown level " + level, "One of " + String.join(", ", LEVELS) + ".");
    }
    if (lines < 0) {
      throw Failure.usage("-n " + lines + " is not a number of lines", "For example -n 50");
    }
    List<Position> files = files(options.machine());
    var all = new ArrayList<Line>();
    for (Position file : files) {
      all.addAll(more(file, least));
    }
    all.sort(Comparator.comparing(Line::time));
    all.subList(Math.max(0, all.size() - lines), all.size()).forEach(line -> print(console, line));
    while (follow) {
      Time.system().sleep(POLL);
      var fresh = new ArrayList<Line>();
      for (Position file : files) {
        fresh.addAll(more(file, least));
      }
      fresh.sort(Comparator.comparing(Line::time));
      fresh.forEach(line -> print(console, line));
    }
    return ExitStatus.OK;
  }

  private List<Position> files(ZoneLayout layout) {
    if (!Files.isDirectory(layout.logs())) {
      throw Failure.notFound(
          "there are no logs in " + layout.logs(), "Start the node first: bucky up");
    }
    try (Stream<Path> found = Files.list(layout.logs())) {
      List<Path> logs =
          found
              .filter(path -> path.toString().endsWith(".log"))
              .filter(path -> programs.isEmpty() || programs.contains(program(path)))
              .sorted()
              .toList();
      if (logs.isEmpty()) {
        throw Failure.notFound(
            "no log of " + String.join(", ", programs), "Programs: node, services, gateway.");
      }
      var positions = new ArrayList<Position>();
      for (Path log : logs) {
        positions.add(new Position(log, Math.max(0, Files.size(log) - BYTES_MAX)));
      }
      return positions;
    } catch (IOException e) {
      throw new Failure(ExitStatus.FAILED, "cannot read " + layout.logs() + ": " + e, "");
    }
  }

  private static String program(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(0, name.length() - ".log".length());
  }

  /// The whole lines that were added since the last look; a file that shrank was turned over.
  private static List<Line> more(Position position, int least) {
    var found = new ArrayList<Line>();
    try (var channel = FileChannel.open(position.file)) {
      if (channel.size() < position.at) {
        position.at = 0;
      }
      var buffer = ByteBuffer.allocate((int) Math.min(BYTES_MAX, channel.size() - position.at));
      while (buffer.hasRemaining() && channel.read(buffer, position.at + buffer.position()) > 0) {}
      String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
      int end = text.lastIndexOf('\n') + 1;
      position.at += text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
      text.substring(0, end)
          .lines()
          .map(line -> read(program(position.file), line))
          .filter(line -> LEVELS.indexOf(line.level()) >= least)
          .forEach(found::add);
    } catch (IOException e) {
      found.add(new Line("", "WARN", program(position.file), "cannot read the log: " + e));
    }
    return found;
  }

  private static Line read(String program, String line) {
    String[] words = line.split(" ", 3);
    return words.length == 3 && LEVELS.contains(words[1])
        ? new Line(words[0], words[1], program, words[2])
        : new Line("", "INFO", program, line);
  }

  private static void print(Console console, Line line) {
    console.print(
        "%s %-5s %-8s %s".formatted(line.time(), line.level(), line.program(), line.text()));
    console.json(
        Json.object()
            .put("time", line.time())
            .put("level", line.level())
            .put("program", line.program())
            .put("event", line.text()));
  }
}
