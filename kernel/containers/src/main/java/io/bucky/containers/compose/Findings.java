package io.bucky.containers.compose;

import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with a package while it is read, so that all of it is said at once.
///
/// One reading owns it.
final class Findings {
  /// Beyond this nobody reads on.
  private static final int MOST = 200;

  /// Whoever writes keys of kilobytes does not want them back.
  private static final int PATH_CHARS_MAX = 256;

  private final List<ComposeReading.Unsupported> unsupported = new ArrayList<>();
  private final List<ComposeReading.Problem> problems = new ArrayList<>();

  /// Something the author or the person has to mend.
  void problem(String path, String message) {
    if (problems.size() < MOST) {
      problems.add(new ComposeReading.Problem(cut(path), cut(message)));
    }
  }

  /// A key without effect; the app runs without it.
  void ignored(String path, String reason) {
    add(new ComposeReading.Unsupported(cut(path), cut(reason), false));
  }

  /// A key that the app cannot do without, and we cannot do.
  void fatal(String path, String reason) {
    add(new ComposeReading.Unsupported(cut(path), cut(reason), true));
  }

  private static String cut(String text) {
    return text.length() > PATH_CHARS_MAX ? text.substring(0, PATH_CHARS_MAX) + "..." : text;
  }

  private void add(ComposeReading.Unsupported found) {
    if (unsupported.size() < MOST && !unsupported.contains(found)) {
      unsupported.add(found);
    }
  }

  List<ComposeReading.Unsupported> unsupported() {
    return unsupported;
  }

  List<ComposeReading.Problem> problems() {
    return problems;
  }
}
