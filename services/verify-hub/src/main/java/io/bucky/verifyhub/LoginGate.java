package io.bucky.verifyhub;

import io.bucky.base.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Slows down whoever guesses passwords: after a few failures for one user, or from one address,
/// each further try has to wait, twice as long each time.
///
/// An attempt counts as a failure until it proves right, so that many at once gain nothing; then
/// only its own count is taken back, so that nobody's logins buy guesses at others. For an address
/// from which a user logged in before, that user's failures are counted apart: it does not wait for
/// what others do to that user elsewhere. Any thread; kept in memory only.
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

  /// Of users at addresses from which they logged in before.
  private final Map<String, Failures> pairs = bounded();

  private final Map<String, Boolean> known = bounded();

  LoginGate(Time time) {
    this.time = time;
  }

  private record Failures(int count, long lastNanos, long openNanos) {}

  /// What came of an attempt.
  sealed interface Entered {
    record Wait(Duration duration) implements Entered {}

    /// Go on, and say [#succeeded] when the proof was right.
    record Go(Attempt attempt) implements Entered {}
  }

  /// An attempt that may go on. Opaque to others.
  static final class Attempt {
    private final String user;
    private final String address;
    private final List<Counted> counted;

    private Attempt(String user, String address, List<Counted> counted) {
      this.user = user;
      this.address = address;
      this.counted = counted;
    }
  }

  private record Counted(
      Map<String, Failures> map, String key, Optional<Failures> before, Failures after) {}

  /// @param address empty text when it is not known; then only the user counts
  synchronized Entered enter(String user, String address) {
    long now = time.nanos();
    String pair = pair(user, address);
    boolean isKnown = known.containsKey(pair);
    var ofUser = isKnown ? pairs : users;
    String userKey = isKnown ? pair : user;
    long wait =
        Math.max(
            waitNanos(ofUser, userKey, now),
            address.isEmpty() ? 0 : waitNanos(addresses, address, now));
    if (wait > 0) {
      return new Entered.Wait(Duration.ofNanos(wait));
    }
    var counted = new ArrayList<Counted>();
    counted.add(count(ofUser, userKey, now, FREE_PER_USER, USER_WAIT_MAX));
    if (!address.isEmpty()) {
      counted.add(count(addresses, address, now, FREE_PER_ADDRESS, ADDRESS_WAIT_MAX));
    }
    return new Entered.Go(new Attempt(user, address, counted));
  }

  synchronized void succeeded(Attempt attempt) {
    attempt.counted.forEach(LoginGate::takeBack);
    if (!attempt.address.isEmpty()) {
      known.put(pair(attempt.user, attempt.address), true);
    }
  }

  private static void takeBack(Counted counted) {
    Failures now = counted.map.get(counted.key);
    if (counted.after.equals(now)) {
      counted.before.ifPresentOrElse(
          before -> counted.map.put(counted.key, before), () -> counted.map.remove(counted.key));
    } else if (now != null) {
      counted.map.put(
          counted.key, new Failures(Math.max(0, now.count - 1), now.lastNanos, now.openNanos));
    }
  }

  private static long waitNanos(Map<String, Failures> map, String key, long now) {
    Failures failures = map.get(key);
    return failures == null ? 0 : failures.openNanos - now;
  }

  private static Counted count(
      Map<String, Failures> map, String key, long now, int free, Duration most) {
    Optional<Failures> before = Optional.ofNullable(map.get(key));
    int count =
        before
            .filter(failures -> now - failures.lastNanos <= FORGET_AFTER.toNanos())
            .map(failures -> failures.count + 1)
            .orElse(1);
    long wait =
        count <= free
            ? 0
            : Math.min(
                most.toNanos(), Duration.ofSeconds(1L << Math.min(count - free, 20)).toNanos());
    var after = new Failures(count, now, now + wait);
    map.put(key, after);
    return new Counted(map, key, before, after);
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
