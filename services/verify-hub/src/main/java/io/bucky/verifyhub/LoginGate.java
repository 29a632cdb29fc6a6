package io.bucky.verifyhub;

import io.bucky.base.Time;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Slows down whoever guesses passwords: after a few failures for one user, or from one address,
/// each further try has to wait, twice as long each time.
///
/// An attempt counts as a failure until it proves right, so that many at once gain nothing. An
/// address from which a user logged in before does not wait for what others do to that user. Any
/// thread; kept in memory only.
final class LoginGate {
  static final int FREE_PER_USER = 5;
  static final int FREE_PER_ADDRESS = 20;
  static final Duration USER_WAIT_MAX = Duration.ofMinutes(1);
  static final Duration ADDRESS_WAIT_MAX = Duration.ofMinutes(5);
  static final int REMEMBERED_MAX = 10_000;
  private static final Duration FORGET_AFTER = Duration.ofMinutes(15);

  private final Time time;
  private final Map<String, Failures> users = bounded();
  private final Map<String, Failures> addresses = bounded();
  private final Map<String, Boolean> known = bounded();

  LoginGate(Time time) {
    this.time = time;
  }

  private record Failures(int count, long lastNanos, long openNanos) {}

  /// @param address empty text when it is not known; then only the user counts
  /// @return how long to wait; empty: go on, and say [#succeeded] when the proof was right
  synchronized Optional<Duration> enter(String user, String address) {
    long now = time.nanos();
    long wait = address.isEmpty() ? 0 : waitNanos(addresses, address, now);
    boolean isKnown = known.containsKey(pair(user, address));
    if (!isKnown) {
      wait = Math.max(wait, waitNanos(users, user, now));
    }
    if (wait > 0) {
      return Optional.of(Duration.ofNanos(wait));
    }
    if (!address.isEmpty()) {
      count(addresses, address, now, FREE_PER_ADDRESS, ADDRESS_WAIT_MAX);
    }
    if (!isKnown) {
      count(users, user, now, FREE_PER_USER, USER_WAIT_MAX);
    }
    return Optional.empty();
  }

  synchronized void succeeded(String user, String address) {
    users.remove(user);
    addresses.remove(address);
    if (!address.isEmpty()) {
      known.put(pair(user, address), true);
    }
  }

  private static long waitNanos(Map<String, Failures> map, String key, long now) {
    Failures failures = map.get(key);
    return failures == null ? 0 : failures.openNanos - now;
  }

  private static void count(
      Map<String, Failures> map, String key, long now, int free, Duration most) {
    Failures before = map.get(key);
    int count =
        before == null || now - before.lastNanos > FORGET_AFTER.toNanos() ? 1 : before.count + 1;
    long wait =
        count <= free
            ? 0
            : Math.min(
                most.toNanos(), Duration.ofSeconds(1L << Math.min(count - free, 20)).toNanos());
    map.put(key, new Failures(count, now, now + wait));
  }

  private static String pair(String user, String address) {
    return user + " " + address;
  }

  private static <V> Map<String, V> bounded() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > REMEMBERED_MAX;
      }
    };
  }
}
