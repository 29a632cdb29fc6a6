package io.bucky.verifyhub;

import io.bucky.base.Log;
import io.bucky.base.Time;
import io.bucky.config.Commit;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigStore;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// The open sessions, kept in system config so that a restart logs nobody out.
///
/// The store holds the truth; in memory is only which proofs were used. Any thread.
final class Sessions {
  static final int PER_PRINCIPAL_MAX = 200;

  /// Those whose proof is still fresh included, which stay: with so many, no further one opens.
  static final int PER_PRINCIPAL_EVER_MAX = 1_000;

  /// Containers of one service that begin with the same proof, and its restarts.
  static final int PER_PROOF_MAX = 8;

  private static final Log LOG = Log.of("verify-hub.sessions");

  private final ConfigStore store;
  private final Time time;

  /// Proof to the key of the session that it opened.
  private final Map<String, ConfigKey> proofs = new ConcurrentHashMap<>();

  private Sessions(ConfigStore store, Time time) {
    this.store = store;
    this.time = time;
  }

  static Sessions open(ConfigStore store, Time time) throws InterruptedException {
    var sessions = new Sessions(store, time);
    for (Session session : sessions.all(Session.PREFIX)) {
      sessions.proofs.put(session.proof(), session.key());
    }
    return sessions;
  }

  /// The outcome of opening a session.
  sealed interface Opened {
    record Yes(Session session) implements Opened {}

    /// The proof opened another session before; that one is over now.
    record ProofUsed() implements Opened {}

    /// The principal has as many as anybody may have.
    record TooMany() implements Opened {}
  }

  Opened open(Session session) throws InterruptedException {
    ConfigKey earlier = proofs.putIfAbsent(session.proof(), session.key());
    if (earlier != null) {
      end(earlier, "its proof was presented again");
      LOG.warn("session.proof.replayed", "principal", session.principal(), "session", earlier);
      return new Opened.ProofUsed();
    }
    return store(session, List.of());
  }

  /// Opens one of the few sessions that the proof is good for at the same time. The one that was
  /// used longest ago gives way, so that a service which begins again and again crowds out nobody.
  Opened openAgain(Session session) throws InterruptedException {
    var taken = new ArrayList<Session>();
    for (int place = 0; place < PER_PROOF_MAX; place++) {
      Session placed = session.provedBy(session.proof() + "#" + place);
      ConfigKey holder = proofs.putIfAbsent(placed.proof(), placed.key());
      if (holder == null) {
        return store(placed, List.of());
      }
      read(holder).map(Found::session).ifPresent(taken::add);
    }
    taken.sort(Comparator.comparingLong(Session::refreshedAt));
    for (Session oldest : taken) {
      Session placed = session.provedBy(oldest.proof());
      if (proofs.replace(oldest.proof(), oldest.key(), placed.key())) {
        return store(placed, List.of(new Mutation.Remove(oldest.key())));
      }
    }
    return new Opened.ProofUsed(); // as many others begin with it at this very moment
  }

  /// Writes down a session whose proof is taken for it.
  private Opened store(Session session, List<Mutation> before) throws InterruptedException {
    boolean applied = false;
    try {
      if (makeRoom(session.principal()) - before.size() >= PER_PRINCIPAL_EVER_MAX) {
        LOG.warn("session.too.many", "principal", session.principal());
        return new Opened.TooMany();
      }
      var all = new ArrayList<Mutation>(before);
      all.add(new Mutation.Create(session.key(), Json.write(session)));
      Commit commit = store.commit(new Transaction(all, Optional.empty()));
      applied = commit instanceof Commit.Applied;
      if (!applied) {
        throw new IllegalStateException("a session cannot be stored: " + commit);
      }
      return new Opened.Yes(session);
    } finally {
      if (!applied) {
        proofs.remove(session.proof());
      }
    }
  }

  /// A session with the version of its record.
  record Found(Session session, long version) {}

  Optional<Found> find(String principal, String id) throws InterruptedException {
    Optional<ConfigKey> key =
        ConfigKey.parse(Session.PREFIX + "/" + principal + "/" + id)
            .toOptional()
            .filter(parsed -> parsed.text().startsWith(Session.PREFIX + "/"));
    return key.isEmpty() ? Optional.empty() : read(key.get());
  }

  private Optional<Found> read(ConfigKey key) throws InterruptedException {
    Optional<Entry> entry = store.get(key);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    long version = entry.get().version();
    return Json.read(entry.get().value(), Session.class)
        .toOptional()
        .map(session -> new Found(session, version));
  }

  /// Replaces the record if nobody else did since it was read.
  boolean replace(Found before, Session after) throws InterruptedException {
    var guard = new Transaction.Guard(after.key(), before.version());
    var set = new Mutation.Set(after.key(), Json.write(after));
    return store.commit(Transaction.guarded(guard, List.of(set))) instanceof Commit.Applied;
  }

  void end(Session session, String why) throws InterruptedException {
    end(session.key(), why);
  }

  private void end(ConfigKey key, String why) throws InterruptedException {
    Optional<Found> found = read(key);
    while (found.isPresent() && found.get().session().ended().isEmpty()) {
      if (replace(found.get(), found.get().session().ended(why))) {
        endLogin(found.get().session(), why);
        return;
      }
      found = read(key); // a refresh came between; it must not survive
    }
  }

  /// With a session at the panel goes the login behind it, and all that was opened from it. The
  /// login's own record goes first: after that nothing new can be opened from it.
  private void endLogin(Session panel, String why) throws InterruptedException {
    if (!panel.isPanel()) {
      return;
    }
    String login = panel.loginId();
    if (!login.equals(panel.id())) {
      end(Session.key(panel.principal(), login), why);
    }
    for (Session other : all(Session.PREFIX + "/" + panel.principal())) {
      if (other.login().filter(login::equals).isPresent() && other.ended().isEmpty()) {
        end(other.key(), why);
      }
    }
  }

  /// Whether the login that a session shares was ended. One that merely ran out was not.
  Optional<String> loginEnded(Session session) throws InterruptedException {
    return session.login().isEmpty()
        ? Optional.empty()
        : find(session.principal(), session.login().get()).flatMap(it -> it.session().ended());
  }

  /// Removes the records of sessions that are over.
  void sweep() throws InterruptedException {
    Instant now = time.now();
    var gone = new ArrayList<Mutation>();
    List<Session> all = all(Session.PREFIX);
    Set<String> asked =
        all.stream()
            .filter(session -> session.isOpen(now))
            .flatMap(session -> session.login().stream())
            .collect(Collectors.toSet()); // a refresh will look whether their login was ended
    for (Session session : all) {
      if (session.isForgettable(now)
          && !asked.contains(session.id())
          && gone.size() < Transaction.MUTATIONS_MAX) {
        gone.add(new Mutation.Remove(session.key()));
        proofs.remove(session.proof());
      }
    }
    if (!gone.isEmpty()) {
      store.commit(new Transaction(gone, Optional.empty()));
      LOG.info("sessions.swept", "count", gone.size());
    }
  }

  /// The oldest go when one principal has too many; one whose proof is still fresh stays.
  ///
  /// @return how many are left
  private int makeRoom(String principal) throws InterruptedException {
    Instant now = time.now();
    List<Session> own = all(Session.PREFIX + "/" + principal);
    List<Session> old =
        own.stream()
            .filter(session -> now.getEpochSecond() > session.proofUntil())
            .sorted(Comparator.comparingLong(Session::refreshedAt))
            .limit(Math.clamp(own.size() - PER_PRINCIPAL_MAX + 1, 0, Transaction.MUTATIONS_MAX))
            .toList();
    var gone = new ArrayList<Mutation>();
    for (Session session : old) {
      gone.add(new Mutation.Remove(session.key()));
      proofs.remove(session.proof());
    }
    if (!gone.isEmpty()) {
      store.commit(new Transaction(gone, Optional.empty()));
    }
    return own.size() - gone.size();
  }

  private List<Session> all(String prefix) throws InterruptedException {
    return store.snapshot(prefix).entries().values().stream()
        .flatMap(entry -> Json.read(entry.value(), Session.class).toOptional().stream())
        .toList();
  }
}
