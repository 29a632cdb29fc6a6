package io.bucky.gateway.proxy;

import io.bucky.base.Metrics;
import io.bucky.base.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The sessions that are being renewed, and those that were renewed lately. Any thread.
///
/// A refresh token works once, and a second use is taken for theft. But a page sends many requests
/// with the same cookie, and learns of the new one from an answer that may come late or never. So
/// one call is made for all of them, and its outcome holds for the old token until the browser has
/// shown that it knows the new one, and a moment longer for what it had sent before.
final class Renewals {
  static final int REMEMBERED_MAX = 4_096;
  private static final long MOMENT_NANOS = Duration.ofSeconds(10).toNanos();

  private final Time time;
  private final Metrics metrics;

  /// Guarded by itself; by old refresh token, the oldest first.
  private final LinkedHashMap<String, Renewal> renewals = new LinkedHashMap<>();

  /// By new session token: what no browser has shown yet.
  private final Map<String, Renewal> unseen = new ConcurrentHashMap<>();

  Renewals(Time time, Metrics metrics) {
    this.time = time;
    this.metrics = metrics;
  }

  /// What came of a renewal.
  sealed interface Outcome {
    /// @param cookies values of `Set-Cookie` that the browser needs
    record Renewed(Login login, List<String> cookies) implements Outcome {
      public Renewed {
        cookies = List.copyOf(cookies);
      }

      @Override
      public String toString() {
        return login.toString();
      }
    }

    /// The session is over.
    record Refused() implements Outcome {}

    /// Nobody could say; the session may go on later.
    record Unavailable(String why) implements Outcome {}
  }

  /// Hears of the outcome, on the thread that brought it.
  @FunctionalInterface
  interface Waiter {
    void settled(Outcome outcome);
  }

  /// How a request takes part in a renewal.
  sealed interface Part {
    /// It is known already.
    record Known(Outcome outcome) implements Part {}

    /// Somebody else makes the call; the waiter will hear.
    record Waits() implements Part {}

    /// The caller makes the call and tells [#settle]; its waiter hears then, too.
    record Makes(Renewal renewal) implements Part {}
  }

  /// One refresh token's renewal. Guarded by `renewals`.
  static final class Renewal {
    private final List<Waiter> waiters = new ArrayList<>();
    private @Nullable Outcome outcome;
    private long untilNanos;
  }

  Part join(String refreshToken, Waiter waiter) {
    long now = time.nanos();
    synchronized (renewals) {
      Renewal known = renewals.get(refreshToken);
      if (known != null && known.outcome == null) {
        known.waiters.add(waiter);
        return new Part.Waits();
      }
      if (known != null && known.outcome != null && now - known.untilNanos < 0) {
        return new Part.Known(known.outcome);
      }
      forgetOld(now);
      var renewal = new Renewal();
      renewal.waiters.add(waiter);
      renewals.put(refreshToken, renewal);
      return new Part.Makes(renewal);
    }
  }

  private void forgetOld(long now) {
    var all = renewals.values().iterator();
    while (all.hasNext()) {
      Renewal old = all.next();
      boolean over = old.outcome != null && now - old.untilNanos >= 0;
      if (over || (old.outcome != null && renewals.size() >= REMEMBERED_MAX)) {
        all.remove();
        if (old.outcome instanceof Outcome.Renewed(var login, var _)) {
          unseen.remove(login.compact(), old);
        }
      }
    }
  }

  void settle(Renewal renewal, Outcome outcome) {
    metrics
        .counter(
            "gateway_session_renewals_total{outcome=\"%s\"}"
                .formatted(
                    switch (outcome) {
                      case Outcome.Renewed _ -> "renewed";
                      case Outcome.Refused _ -> "refused";
                      case Outcome.Unavailable _ -> "unavailable";
                    }))
        .increment();
    List<Waiter> waiters;
    synchronized (renewals) {
      renewal.outcome = outcome;
      renewal.untilNanos = time.nanos() + rememberedNanos(outcome);
      if (outcome instanceof Outcome.Renewed(var login, var _)) {
        unseen.put(login.compact(), renewal);
      }
      waiters = List.copyOf(renewal.waiters);
      renewal.waiters.clear();
    }
    waiters.forEach(waiter -> waiter.settled(outcome));
  }

  private long rememberedNanos(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Renewed(var login, var _) ->
          Math.max(
              0,
              Duration.between(time.now(), login.token().expiresAt().minus(Login.ENDING))
                  .toNanos());
      case Outcome.Refused _ -> MOMENT_NANOS;
      case Outcome.Unavailable _ -> 0;
    };
  }

  /// A browser sent this session token: it needs the old refresh token no longer.
  void seen(String sessionToken) {
    Renewal renewal = unseen.isEmpty() ? null : unseen.remove(sessionToken);
    if (renewal != null) {
      synchronized (renewals) {
        renewal.untilNanos = Math.min(renewal.untilNanos, time.nanos() + MOMENT_NANOS);
      }
    }
  }
}
