package io.bucky.services;

/// Why the program ends by itself. The status is what the node daemon sees.
enum ExitReason {
  /// The command line is wrong.
  USAGE(2),
  /// A port that it needs is taken, or the address cannot be bound.
  PORT(69),
  /// We are wrong: an exception that nobody expected.
  INTERNAL(70),
  /// A store is in use, damaged, or cannot be read.
  STORE(74),
  /// The machine's identity or settings cannot be used.
  SETTINGS(78);

  private final int status;

  ExitReason(int status) {
    this.status = status;
  }

  int status() {
    return status;
  }
}
