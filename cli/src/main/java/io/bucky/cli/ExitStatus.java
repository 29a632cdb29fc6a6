package io.bucky.cli;

/// What the command ends with; scripts rely on these numbers.
public final class ExitStatus {
  public static final int OK = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;
  public static final int NOT_FOUND = 3;
  public static final int DENIED = 4;
  public static final int CONFLICT = 5;

  /// A passing trouble: the same command may work in a moment (EX_TEMPFAIL of sysexits.h).
  public static final int TRY_AGAIN = 75;

  private ExitStatus() {}
}
