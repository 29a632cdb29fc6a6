package io.bucky.cli;

/// Ends a command: what happened, what to do next, and the exit status.
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final int status;
  private final String nextStep;

  Failure(int status, String what, String nextStep) {
    super(what);
    this.status = status;
    this.nextStep = nextStep;
  }

  int status() {
    return status;
  }

  /// A sentence in the imperative; empty when there is nothing to do.
  String nextStep() {
    return nextStep;
  }

  static Failure notFound(String what, String nextStep) {
    return new Failure(ExitStatus.NOT_FOUND, what, nextStep);
  }

  static Failure usage(String what, String nextStep) {
    return new Failure(ExitStatus.USAGE, what, nextStep);
  }
}
