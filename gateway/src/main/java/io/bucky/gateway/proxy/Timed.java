package io.bucky.gateway.proxy;

/// Something with a moment at which waiting ends.
interface Timed {
  long NEVER = Long.MAX_VALUE;

  /// In the scale of [Loop#nanos]; [#NEVER] when nothing is waited for.
  long deadlineNanos();

  /// Called once the moment has passed; must move the deadline or close.
  void timedOut();
}
