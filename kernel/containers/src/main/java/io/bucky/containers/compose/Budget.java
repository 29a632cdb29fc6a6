package io.bucky.containers.compose;

/// How many characters filling in variables may make in one reading, all values together: a file of
/// some kilobytes can ask for any amount. One reading owns it.
final class Budget {
  static final int CHARS_MAX = 4 << 20;

  private final Findings findings;
  private long left = CHARS_MAX;
  private boolean said;

  Budget(Findings findings) {
    this.findings = findings;
  }

  /// Takes `chars`; false, and once a problem, when there are not so many left.
  boolean take(long chars, String path) {
    left -= Math.min(left, chars + 1);
    if (left > 0) {
      return true;
    }
    if (!said) {
      said = true;
      findings.problem(
          path, "more than " + (CHARS_MAX >> 20) + " MiB once all variables are filled in");
    }
    return false;
  }
}
