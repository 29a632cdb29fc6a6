package io.bucky.cli;

import io.bucky.json.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// Where a command prints. With `--json` only [#json] prints to standard output, and progress is
/// silent.
final class Console {
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;
  private final boolean quiet;
  private final boolean live;
  private int lineLength;

  Console(PrintWriter out, PrintWriter err, boolean json, boolean quiet) {
    this.out = out;
    this.err = err;
    this.json = json;
    this.quiet = quiet;
    this.live = !json && !quiet && terminal();
  }

  static Console of(CommandSpec spec, CommonOptions options) {
    CommandLine line = spec.commandLine();
    return new Console(line.getOut(), line.getErr(), options.json, options.quiet);
  }

  private static boolean terminal() {
    var console = System.console();
    return console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
  }

  boolean isJson() {
    return json;
  }

  boolean isLive() {
    return live;
  }

  /// An answer for people; nothing with `--json`.
  void print(String text) {
    if (!json) {
      clearProgress();
      out.println(text);
      out.flush();
    }
  }

  /// An answer for programs; nothing without `--json`.
  void json(Object value) {
    if (json) {
      out.println(Json.write(value));
      out.flush();
    }
  }

  /// Talk: what is going on. Standard error, nothing with `--json` or `--quiet`.
  void say(String text) {
    if (!json && !quiet) {
      clearProgress();
      err.println(text);
      err.flush();
    }
  }

  /// A warning goes out in every mode.
  void warn(String text) {
    clearProgress();
    err.println("bucky: " + text);
    err.flush();
  }

  /// Replaces the progress line of a terminal.
  void progress(String text) {
    if (live) {
      String padded = text + " ".repeat(Math.max(0, lineLength - text.length()));
      err.print("\r" + padded);
      err.flush();
      lineLength = text.length();
    }
  }

  void clearProgress() {
    if (live && lineLength > 0) {
      err.print("\r" + " ".repeat(lineLength) + "\r");
      err.flush();
      lineLength = 0;
    }
  }

  /// A bar of 24 cells.
  static String bar(double percent) {
    int full = (int) Math.round(Math.clamp(percent, 0, 100) * 24 / 100);
    return "[" + "#".repeat(full) + ".".repeat(24 - full) + "] " + Math.round(percent) + " %";
  }

  /// Rows with aligned columns, the first row being the heading.
  void table(List<List<String>> rows) {
    if (json || rows.isEmpty()) {
      return;
    }
    int columns = rows.getFirst().size();
    var widths = new ArrayList<Integer>();
    for (int c = 0; c < columns; c++) {
      int width = 0;
      for (List<String> row : rows) {
        width = Math.max(width, row.get(c).length());
      }
      widths.add(width);
    }
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        String cell = row.get(c);
        line.append(cell);
        if (c < columns - 1) {
          line.append(" ".repeat(widths.get(c) - cell.length() + 2));
        }
      }
      print(line.toString().stripTrailing());
    }
  }

  /// Asks on the terminal; the answer is not shown.
  ///
  /// @return null when there is no terminal
  static @Nullable String askSecret(String prompt) {
    var console = System.console();
    if (console == null || !console.isTerminal()) {
      return null;
    }
    char[] answer = console.readPassword("%s", prompt);
    return answer == null ? null : new String(answer);
  }
}
