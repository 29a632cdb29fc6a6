package io.bucky.containers.compose;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One place in a compose file. Reading it as something that it is not says so once, with its path,
/// and answers with nothing.
record Node(String path, @Nullable Object value, Findings findings) {
  private static final int ITEMS_MAX = 512;

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  boolean absent() {
    return value == null;
  }

  boolean isMap() {
    return value instanceof Map;
  }

  boolean isList() {
    return value instanceof List;
  }

  void problem(String message) {
    findings.problem(path, message);
  }

  void ignored(String reason) {
    findings.ignored(path, reason);
  }

  void fatal(String reason) {
    findings.fatal(path, reason);
  }

  /// The entries of a mapping, in the order of the file.
  Map<String, Node> entries() {
    if (value instanceof Map<?, ?> map) {
      var entries = new LinkedHashMap<String, Node>();
      YamlTree.texted(map)
          .forEach((key, item) -> entries.put(key, new Node(join(path, key), item, findings)));
      return entries;
    }
    if (value != null) {
      problem("expected keys and values here");
    }
    return Map.of();
  }

  Node at(String key) {
    Object found = value instanceof Map<?, ?> map ? map.get(key) : null;
    return new Node(join(path, key), found, findings);
  }

  List<Node> items() {
    if (value instanceof List<?> list) {
      if (list.size() > ITEMS_MAX) {
        problem("more than " + ITEMS_MAX + " values");
        return List.of();
      }
      var items = new ArrayList<Node>();
      for (int i = 0; i < list.size(); i++) {
        items.add(new Node(path + "[" + i + "]", list.get(i), findings));
      }
      return items;
    }
    if (value != null) {
      problem("expected a list here");
    }
    return List.of();
  }

  Optional<String> text() {
    if (value instanceof String text) {
      return Optional.of(text);
    }
    if (value != null) {
      problem("expected a text here");
    }
    return Optional.empty();
  }

  Optional<Boolean> bool() {
    return text()
        .flatMap(text ->
            switch (text.toLowerCase(java.util.Locale.ROOT)) {
              case "true", "yes", "on", "1" -> Optional.of(true);
              case "false", "no", "off", "0" -> Optional.of(false);
              default -> {
                problem("expected true or false instead of '" + shown(text) + "'");
                yield Optional.empty();
              }
            });
  }

  boolean isTrue() {
    return bool().orElse(false);
  }

  Optional<Integer> integer(int least, int most) {
    return text()
        .flatMap(text -> {
          try {
            int number = Integer.parseInt(text.strip());
            if (number >= least && number <= most) {
              return Optional.of(number);
            }
          } catch (NumberFormatException e) {
            // said below
          }
          problem(
              "expected a number from %d to %d instead of '%s'"
                  .formatted(least, most, shown(text)));
          return Optional.empty();
        });
  }

  /// A text or a list of texts.
  List<String> texts() {
    if (!isList()) {
      return text().map(List::of).orElse(List.of());
    }
    return items().stream().map(Node::text).flatMap(Optional::stream).toList();
  }

  /// `{NAME: value}` or `["NAME=value", "NAME"]`; an entry without a value maps to an empty
  /// optional.
  SortedMap<String, Optional<String>> pairs() {
    var pairs = new TreeMap<String, Optional<String>>();
    if (isList()) {
      for (Node item : items()) {
        item.text()
            .ifPresent(text -> {
              int equals = text.indexOf('=');
              if (equals < 0) {
                pairs.put(text.strip(), Optional.empty());
              } else {
                pairs.put(
                    text.substring(0, equals).strip(), Optional.of(text.substring(equals + 1)));
              }
            });
      }
    } else {
      entries().forEach((key, item) -> pairs.put(key, item.text()));
    }
    pairs.keySet().removeIf(String::isEmpty);
    return pairs;
  }

  /// Names every entry whose key is not in `known`; extensions (`x-...`) are everyone's own.
  void nameUnknown(Collection<String> known) {
    entries()
        .forEach((key, item) -> {
          if (!known.contains(key) && !key.startsWith("x-")) {
            item.ignored("this key is not known here");
          }
        });
  }

  static String shown(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }
}
