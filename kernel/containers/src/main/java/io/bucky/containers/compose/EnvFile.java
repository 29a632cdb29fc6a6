package io.bucky.containers.compose;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/// Reads `.env` and `env_file` texts: `NAME=value`, `export NAME=value`, comments, quotes.
///
/// What it answers is still to be filled in by [Interpolation]. A dollar sign that stands for
/// itself, between single quotes or after a backslash, therefore comes as `$$`.
final class EnvFile {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

  private EnvFile() {}

  /// The values in the order of the file: a line may use those before it.
  ///
  /// @param path of the file, for messages
  static SequencedMap<String, String> parse(String text, String path, Findings findings) {
    var values = new LinkedHashMap<String, String>();
    int lineNumber = 0;
    for (String raw : text.split("\r?\n", -1)) {
      lineNumber++;
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      line = line.startsWith("export ") ? line.substring(7).strip() : line;
      int equals = line.indexOf('=');
      String name = equals < 0 ? line : line.substring(0, equals).strip();
      if (!NAME.matcher(name).matches()) {
        findings.problem(path + ":" + lineNumber, "not a line of the form NAME=value");
      } else if (equals >= 0) {
        values.putLast(name, value(line.substring(equals + 1).strip()));
      }
    }
    return values;
  }

  private static String value(String text) {
    if (text.isEmpty()) {
      return "";
    }
    char quote = text.charAt(0);
    if (quote == '\'' || quote == '"') {
      int end = closing(text, quote);
      if (end > 0) {
        String inner = text.substring(1, end);
        return quote == '"' ? unescaped(inner) : inner.replace("$", "$$");
      }
    }
    int comment = text.indexOf(" #");
    return (comment < 0 ? text : text.substring(0, comment).strip()).replace("\\$", "$$");
  }

  private static int closing(String text, char quote) {
    for (int i = 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\' && quote == '"') {
        i++;
      } else if (text.charAt(i) == quote) {
        return i;
      }
    }
    return -1;
  }

  private static String unescaped(String text) {
    var plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        plain.append(c);
        continue;
      }
      char next = text.charAt(++i);
      switch (next) {
        case 'n' -> plain.append('\n');
        case 'r' -> plain.append('\r');
        case 't' -> plain.append('\t');
        case '$' -> plain.append("$$");
        case '"', '\\' -> plain.append(next);
        default -> plain.append(c).append(next);
      }
    }
    return plain.toString();
  }
}
