package io.bucky.gateway.proxy;

import io.bucky.gateway.http.FieldKind;
import io.bucky.gateway.http.Head;
import java.time.Duration;

/// What an upstream says about how long it keeps an idle connection. Pure.
final class KeepAlive {
  private static final String TIMEOUT = "timeout=";
  private static final int DIGITS_MAX = 6;

  private KeepAlive() {}

  /// How long the connection is worth keeping: a second less than the upstream does.
  static long idleNanos(Head answer) {
    int field = answer.find(FieldKind.KEEP_ALIVE);
    return field < 0 ? Limits.IDLE_UPSTREAM_NANOS : idleNanos(answer.value(field));
  }

  static long idleNanos(String value) {
    int at = value.indexOf(TIMEOUT);
    int start = at + TIMEOUT.length();
    int end = start;
    while (at >= 0 && end < value.length() && end < start + DIGITS_MAX && isDigit(value, end)) {
      end++;
    }
    if (at < 0 || end == start) {
      return Limits.IDLE_UPSTREAM_NANOS;
    }
    long seconds = Math.max(1, Long.parseLong(value, start, end, 10) - 1);
    return Math.min(Duration.ofSeconds(seconds).toNanos(), Limits.IDLE_UPSTREAM_NANOS_MAX);
  }

  private static boolean isDigit(String text, int at) {
    return text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }
}
