package io.bucky.node.programs;

import java.time.Duration;

/// How long one program has not answered, and whether that means that it hangs. Pure: each look
/// makes the next vigil.
///
/// From outside three things look alike: a program that hangs, one that is slow, and a machine that
/// stood still. So a program hangs only when it was asked several times and stayed silent for
/// [#SILENCE_MAX], or for [#SILENCE_BUSY_MAX] while it uses the processor or is being read back
/// from swap, or for [#SILENCE_START_MAX] when it never answered at all; and a look that comes
/// late, after a suspend or on a machine that is overloaded, begins the count anew. What it used
/// before the first look that it did not answer says nothing: it may have hung right after work.
/// Wall time plays no part.
///
/// @param pid 0 when there is no process
/// @param answered whether this process answered before
/// @param misses looks in a row without an answer
/// @param silentFromNanos of the last answer, or of the beginning
/// @param missedFromNanos of the first look without an answer
/// @param lookedAtNanos of the newest look
/// @param effortTicksThen effort of the process until `missedFromNanos`
/// @param effortTicksNow effort of it until `lookedAtNanos`
record Vigil(
    long pid,
    boolean answered,
    int misses,
    long silentFromNanos,
    long missedFromNanos,
    long lookedAtNanos,
    long effortTicksThen,
    long effortTicksNow) {
  static final Vigil NONE = new Vigil(0, false, 0, 0, 0, 0, 0, 0);

  /// A look is due this long after the one before.
  static final Duration LOOK_EVERY = Duration.ofSeconds(4);

  /// Later than this, and whoever looks was itself not running.
  static final Duration LOOK_LATE = Duration.ofSeconds(10);

  static final Duration SILENCE_MAX = Duration.ofSeconds(20);
  static final Duration SILENCE_BUSY_MAX = Duration.ofMinutes(2);
  static final Duration SILENCE_START_MAX = Duration.ofMinutes(3);
  private static final int MISSES_MIN = 4;

  /// One in fifty of a processor: more than an idle JVM takes, less than one that gets any.
  private static final double BUSY_SHARE = 0.02;

  private static final double TICKS_PER_SECOND = 100; // Linux reports times in this unit everywhere

  /// One look at the program.
  ///
  /// @param atNanos monotonic
  /// @param pid 0 when it does not run
  /// @param effortTicks see [Proc.Stat#effortTicks]
  record Look(long atNanos, long pid, boolean answers, long effortTicks) {}

  Vigil after(Look look) {
    if (look.pid == 0) {
      return NONE;
    }
    boolean same = look.pid == pid;
    boolean late = same && look.atNanos - lookedAtNanos > LOOK_LATE.toNanos();
    if (!same || look.answers || late) {
      return new Vigil(
          look.pid,
          look.answers || (same && answered),
          0,
          look.atNanos,
          look.atNanos,
          look.atNanos,
          look.effortTicks,
          look.effortTicks);
    }
    boolean first = misses == 0;
    return new Vigil(
        pid,
        answered,
        misses + 1,
        silentFromNanos,
        first ? look.atNanos : missedFromNanos,
        look.atNanos,
        first ? look.effortTicks : effortTicksThen,
        look.effortTicks);
  }

  /// The process is known to have answered somebody: it is not starting any more.
  Vigil answeredOnce() {
    return new Vigil(
        pid,
        true,
        misses,
        silentFromNanos,
        missedFromNanos,
        lookedAtNanos,
        effortTicksThen,
        effortTicksNow);
  }

  boolean hangs() {
    return misses >= MISSES_MIN && silence().compareTo(patience()) >= 0;
  }

  Duration silence() {
    return Duration.ofNanos(lookedAtNanos - silentFromNanos);
  }

  private Duration patience() {
    if (!answered) {
      return SILENCE_START_MAX;
    }
    double seconds = (lookedAtNanos - missedFromNanos) / 1e9;
    double used = (effortTicksNow - effortTicksThen) / TICKS_PER_SECOND;
    return used > BUSY_SHARE * seconds ? SILENCE_BUSY_MAX : SILENCE_MAX;
  }
}
