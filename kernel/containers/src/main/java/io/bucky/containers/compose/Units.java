package io.bucky.containers.compose;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes (`1.5gb`, `64m`) and durations (`1m30s`) of the Compose Specification.
final class Units {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?)\\s*([a-z]*)");
  private static final Pattern PART = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(us|ms|s|m|h|d)");

  private Units() {}

  static Optional<Long> bytes(Node node) {
    return node.text()
        .flatMap(text -> {
          Optional<Long> bytes = bytes(text);
          if (bytes.isEmpty()) {
            node.problem("expected a size such as 512m instead of '" + Node.shown(text) + "'");
          }
          return bytes;
        });
  }

  static Optional<Long> millis(Node node) {
    return node.text()
        .flatMap(text -> {
          Optional<Long> millis = millis(text);
          if (millis.isEmpty()) {
            node.problem("expected a duration such as 1m30s, not '" + Node.shown(text) + "'");
          }
          return millis;
        });
  }

  static Optional<Long> bytes(String text) {
    Matcher size = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!size.matches()) {
      return Optional.empty();
    }
    long unit =
        switch (size.group(2)) {
          case "", "b" -> 1L;
          case "k", "kb", "kib" -> 1L << 10;
          case "m", "mb", "mib" -> 1L << 20;
          case "g", "gb", "gib" -> 1L << 30;
          case "t", "tb", "tib" -> 1L << 40;
          default -> 0L;
        };
    double bytes = Double.parseDouble(size.group(1)) * unit;
    return unit == 0 || bytes > 1L << 50 ? Optional.empty() : Optional.of((long) bytes);
  }

  static Optional<Long> millis(String text) {
    Matcher part = PART.matcher(text.strip());
    double millis = 0;
    int at = 0;
    while (part.find() && part.start() == at) {
      double number = Double.parseDouble(part.group(1));
      millis +=
          switch (part.group(2)) {
            case "us" -> number / 1_000;
            case "ms" -> number;
            case "s" -> number * 1_000;
            case "m" -> number * 60_000;
            case "h" -> number * 3_600_000;
            default -> number * 86_400_000;
          };
      at = part.end();
    }
    boolean whole = at > 0 && at == text.strip().length() && millis <= 366L * 86_400_000;
    return whole ? Optional.of((long) millis) : Optional.empty();
  }
}
