package io.bucky.gateway.proxy;

import io.bucky.base.Time;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sessions that their person left by a logout here. Any thread.
///
/// verify-hub renews such a session no longer, but a token of it may outlive the logout: an answer
/// that was under way brings its cookies to the browser after the logout took them away. So what is
/// left opens nothing for as long as a session token lives.
final class LeftSessions {
  static final int REMEMBERED_MAX = 4_096;
  private static final long REMEMBERED_NANOS = Duration.ofMinutes(17).toNanos();

  private final Time time;

  /// Guarded by itself; by session id the time until which it is kept, the oldest first.
  private final LinkedHashMap<String, Long> until = new LinkedHashMap<>();

  private volatile boolean empty = true;

  LeftSessions(Time time) {
    this.time = time;
  }

  void leave(List<String> sessions) {
    long now = time.nanos();
    synchronized (until) {
      until.values().removeIf(end -> now - end >= 0);
      for (String session : sessions) {
        until.putLast(session, now + REMEMBERED_NANOS);
      }
      while (until.size() > REMEMBERED_MAX) {
        until.pollFirstEntry();
      }
      empty = until.isEmpty();
    }
  }

  boolean isLeft(Login login) {
    return login.token().session().filter(this::isLeft).isPresent();
  }

  boolean isLeft(String session) {
    if (empty) {
      return false;
    }
    synchronized (until) {
      @Nullable Long end = until.get(session);
      return end != null && time.nanos() - end < 0;
    }
  }
}
