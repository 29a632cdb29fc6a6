package io.bucky.containers.compose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Fills in variables as the Compose Specification says: `$VAR`, `${VAR}`, `${VAR:-or}`,
/// `${VAR-or}`, `${VAR:+then}`, `${VAR+then}`, `${VAR:?error}`, `${VAR?error}`, nested inside one
/// another, and `$$` for a dollar sign.
///
/// One reading owns it; it remembers every variable that it met.
final class Interpolation {
  private static final int DEPTH_MAX = 8;

  /// A value cannot grow beyond this by what is filled in.
  private static final int CHARS_MAX = 64 << 10;

  private static final Pattern SECRET =
      Pattern.compile(".*(PASS|SECRET|TOKEN|API_?KEY|PRIVATE|CREDENTIAL|SALT|SEED|_KEY$|^KEY$).*");

  private final SortedMap<String, String> values;
  private final Findings findings;
  private final Budget budget;
  private final SortedMap<String, ComposeReading.Variable> met = new TreeMap<>();

  Interpolation(SortedMap<String, String> values, Findings findings) {
    this(values, findings, new Budget(findings));
  }

  /// @param budget of the whole reading
  Interpolation(SortedMap<String, String> values, Findings findings, Budget budget) {
    this.values = values;
    this.findings = findings;
    this.budget = budget;
  }

  /// The tree with every text filled in. Keys and extensions (`x-...`) stay as they are.
  @Nullable Object fill(@Nullable Object tree, String path) {
    return switch (tree) {
      case null -> null;
      case String text -> fill(text, path);
      case Map<?, ?> map -> {
        var filled = new LinkedHashMap<String, @Nullable Object>();
        YamlTree.texted(map)
            .forEach((key, value) ->
                filled.put(key, key.startsWith("x-") ? value : fill(value, Node.join(path, key))));
        yield filled;
      }
      case List<?> list -> {
        var filled = new ArrayList<@Nullable Object>();
        for (int i = 0; i < list.size(); i++) {
          filled.add(fill(list.get(i), path + "[" + i + "]"));
        }
        yield filled;
      }
      default -> tree;
    };
  }

  String fill(String text, String path) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    String filled = budget.take(0, path) ? fill(text, path, 0) : "";
    return budget.take(filled.length(), path) ? filled : "";
  }

  /// A variable that stands in the file by name only: `environment: [NAME]`.
  void mention(String name) {
    met(name, "", false);
  }

  /// Everything that can be filled in.
  List<ComposeReading.Variable> variables() {
    return List.copyOf(met.values());
  }

  static boolean looksSecret(String name) {
    return SECRET.matcher(name.toUpperCase(java.util.Locale.ROOT)).matches();
  }

  private String fill(String text, String path, int depth) {
    var filled = new StringBuilder();
    int at = 0;
    while (at < text.length() && filled.length() <= CHARS_MAX) {
      char c = text.charAt(at);
      if (c != '$' || at + 1 == text.length()) {
        filled.append(c);
        at++;
      } else if (text.charAt(at + 1) == '$') {
        filled.append('$');
        at += 2;
      } else if (text.charAt(at + 1) == '{') {
        int end = closing(text, at + 2);
        if (end < 0 || depth >= DEPTH_MAX) {
          findings.problem(path, "'${' without its '}' (write $$ for a dollar sign)");
          return text;
        }
        filled.append(braced(text.substring(at + 2, end), path, depth));
        at = end + 1;
      } else {
        int end = nameEnd(text, at + 1);
        if (end == at + 1) {
          filled.append(c);
        } else {
          filled.append(lookup(text.substring(at + 1, end), "", false));
        }
        at = end;
      }
    }
    if (filled.length() > CHARS_MAX) {
      findings.problem(path, "a value longer than " + CHARS_MAX + " characters");
      return "";
    }
    return filled.toString();
  }

  private String braced(String inner, String path, int depth) {
    int end = nameEnd(inner, 0);
    String name = inner.substring(0, end);
    String rest = inner.substring(end);
    if (name.isEmpty()) {
      findings.problem(path, "'${" + inner + "}' names no variable");
      return "";
    }
    boolean emptyCounts = rest.startsWith(":");
    String operator = emptyCounts ? rest.substring(1) : rest;
    String known = values.get(name);
    boolean given = known != null && !(emptyCounts && known.isEmpty());
    if (operator.isEmpty()) {
      if (emptyCounts) {
        findings.problem(path, "'${" + inner + "}' is not a form of a variable");
      }
      return lookup(name, "", false);
    }
    String word = operator.substring(1);
    return switch (operator.charAt(0)) {
      case '-' -> {
        String or = fill(word, path, depth + 1);
        met(name, or, false);
        yield given && known != null ? known : or;
      }
      case '+' -> {
        met(name, "", false);
        yield given ? fill(word, path, depth + 1) : "";
      }
      case '?' -> {
        met(name, "", true);
        if (!given) {
          findings.problem(path, missing(name, fill(word, path, depth + 1)));
        }
        yield given && known != null ? known : "";
      }
      default -> {
        findings.problem(path, "'${" + inner + "}' is not a form of a variable");
        yield "";
      }
    };
  }

  private static String missing(String name, String message) {
    return "the variable " + name + " needs a value" + (message.isBlank() ? "" : ": " + message);
  }

  private String lookup(String name, String or, boolean required) {
    met(name, or, required);
    return values.getOrDefault(name, or);
  }

  private void met(String name, String or, boolean required) {
    String value = values.getOrDefault(name, or);
    var known = met.get(name);
    boolean must = required || (known != null && known.required());
    String shown = value.isEmpty() && known != null ? known.value() : value;
    met.put(name, new ComposeReading.Variable(name, shown, looksSecret(name), must));
  }

  private static int nameEnd(String text, int from) {
    int end = from;
    while (end < text.length() && isNameChar(text.charAt(end), end == from)) {
      end++;
    }
    return end;
  }

  private static boolean isNameChar(char c, boolean first) {
    return c == '_'
        || (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (!first && c >= '0' && c <= '9');
  }

  /// The brace that closes what was opened before `from`; nested ones are skipped.
  private static int closing(String text, int from) {
    int open = 1;
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) == '}' && --open == 0) {
        return i;
      }
      if (text.charAt(i) == '$' && i + 1 < text.length() && text.charAt(i + 1) == '{') {
        open++;
      }
    }
    return -1;
  }
}
