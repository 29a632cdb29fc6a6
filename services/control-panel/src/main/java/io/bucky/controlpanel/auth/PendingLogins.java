package io.bucky.controlpanel.auth;

import io.bucky.base.Deadline;
import io.bucky.base.Time;
import io.bucky.krpc.WebOrigin;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;

/// Logins that were made on the login page and wait for the browser to fetch its cookies at the
/// app's host. In memory: a restart of the panel asks for the password once more. Any thread.
final class PendingLogins {
  static final Duration VALID = Duration.ofSeconds(60);
  static final int WAITING_MAX = 1_024;

  /// Fits a number of JavaScript.
  private static final long NONCE_MAX = (1L << 53) - 1;

  private final SecureRandom random;
  private final Time time;

  /// Guarded by itself; the oldest first.
  private final LinkedHashMap<Long, Pending> waiting = new LinkedHashMap<>();

  PendingLogins(SecureRandom random, Time time) {
    this.random = random;
    this.time = time;
  }

  /// @param origin where the cookies may be fetched
  /// @param redirect where the browser goes then
  record Login(WebOrigin origin, String redirect, String sessionToken, String refreshToken) {
    @Override
    public String toString() {
      return "Login[" + origin + "]";
    }
  }

  private record Pending(Login login, Deadline until) {}

  /// @return 1 to 2^53 - 1
  long add(Login login) {
    synchronized (waiting) {
      waiting.values().removeIf(it -> it.until.hasPassed(time));
      var oldest = waiting.entrySet().iterator();
      while (waiting.size() >= WAITING_MAX && oldest.hasNext()) {
        oldest.next();
        oldest.remove();
      }
      long nonce = random.nextLong(1, NONCE_MAX + 1);
      while (waiting.containsKey(nonce)) {
        nonce = random.nextLong(1, NONCE_MAX + 1);
      }
      waiting.put(nonce, new Pending(login, Deadline.in(VALID, time)));
      return nonce;
    }
  }

  /// Hands the login out once, at its own origin.
  Optional<Login> take(long nonce, WebOrigin at) {
    synchronized (waiting) {
      Pending found = waiting.get(nonce);
      if (found == null || !found.login.origin().equals(at)) {
        return Optional.empty();
      }
      waiting.remove(nonce);
      return found.until.hasPassed(time) ? Optional.empty() : Optional.of(found.login);
    }
  }
}
