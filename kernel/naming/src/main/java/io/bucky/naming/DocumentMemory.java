package io.bucky.naming;

import io.bucky.base.Time;
import io.bucky.identity.Did;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What was resolved. A document is good for an hour without asking, and until it expires while
/// nobody can be asked; that there is none is believed for a minute. Any thread.
final class DocumentMemory {
  static final Duration ASK_AGAIN = Duration.ofHours(1);
  static final Duration ASK_AGAIN_MISSING = Duration.ofMinutes(1);
  static final int REMEMBERED_MAX = 1_024;

  private final Time time;
  private final Map<Name, Kept> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, Kept> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };

  DocumentMemory(Time time) {
    this.time = time;
  }

  private record Name(Did did, DocumentKind kind) {}

  private record Kept(Resolution resolution, Instant until) {}

  synchronized Optional<Resolution> fresh(Did did, DocumentKind kind) {
    Instant now = time.now();
    return Optional.ofNullable(kept.get(new Name(did, kind)))
        .filter(entry -> now.isBefore(entry.until) && !hasExpired(entry.resolution, now))
        .map(Kept::resolution);
  }

  /// Takes in what was asked; gives what is to be answered, which is the older document when nobody
  /// could be asked, and when what came is older than it.
  synchronized Resolution keep(Did did, DocumentKind kind, Resolution asked) {
    Instant now = time.now();
    var name = new Name(did, kind);
    Optional<Resolution.Found> before =
        Optional.ofNullable(kept.get(name))
            .map(Kept::resolution)
            .filter(old -> !hasExpired(old, now))
            .filter(Resolution.Found.class::isInstance)
            .map(Resolution.Found.class::cast);
    Resolution answer =
        switch (asked) {
          case Resolution.Unavailable _ -> before.<Resolution>map(old -> old).orElse(asked);
          case Resolution.Found fresh ->
              before.filter(old -> isBetter(old, fresh)).<Resolution>map(old -> old).orElse(asked);
          case Resolution.Missing _, Resolution.Gone _, Resolution.Key _ -> asked;
        };
    boolean found =
        answer instanceof Resolution.Found && !(asked instanceof Resolution.Unavailable);
    if (!(answer instanceof Resolution.Unavailable)) {
      kept.put(name, new Kept(answer, now.plus(found ? ASK_AGAIN : ASK_AGAIN_MISSING)));
    }
    return answer;
  }

  /// Better evidence counts first, then the later signature.
  private static boolean isBetter(Resolution.Found old, Resolution.Found fresh) {
    int evidence = old.evidence().compareTo(fresh.evidence());
    return evidence < 0
        || (evidence == 0 && old.document().issuedAt().isAfter(fresh.document().issuedAt()));
  }

  private static boolean hasExpired(Resolution resolution, Instant now) {
    return resolution instanceof Resolution.Found found && now.isAfter(found.expiresAt());
  }
}
