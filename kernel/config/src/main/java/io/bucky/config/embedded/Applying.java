package io.bucky.config.embedded;

import io.bucky.base.Parsed;
import io.bucky.config.Change;
import io.bucky.config.Commit;
import io.bucky.config.ConfigKey;
import io.bucky.config.JsonPath;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.config.Utf8;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides what a transaction does to a tree. Pure.
final class Applying {
  private Applying() {}

  /// What becomes of a transaction.
  sealed interface Outcome {
    record Changed(CommitRecord record) implements Outcome {}

    /// Everything it asked for is so already.
    record Unchanged() implements Outcome {}

    /// @param why never [Commit.Applied]
    record Refused(Commit why) implements Outcome {}
  }

  static Outcome apply(TreeState state, Transaction transaction, long atMillis) {
    long revision = state.revision() + 1;
    var last = new LinkedHashMap<ConfigKey, Mutation>();
    for (Mutation mutation : transaction.mutations()) {
      last.put(mutation.key(), mutation);
    }
    if (last.size() > Transaction.MUTATIONS_MAX) {
      return new Outcome.Refused(
          new Commit.Invalid(
              transaction.mutations().getFirst().key(),
              "a transaction has at most " + Transaction.MUTATIONS_MAX + " actions"));
    }
    Optional<Transaction.Guard> guard = transaction.guard();
    if (guard.isPresent()) {
      long actual = version(state, guard.get().key());
      if (actual != guard.get().version()) {
        return new Outcome.Refused(
            new Commit.Conflict(guard.get().key(), guard.get().version(), actual));
      }
    }
    var changes = new ArrayList<Change>(last.size() + 1);
    for (Mutation mutation : last.values()) {
      switch (step(state, mutation)) {
        case Step.Write(var value) -> changes.add(change(state, revision, mutation.key(), value));
        case Step.Nothing _ -> {}
        case Step.Refused(var why) -> {
          return new Outcome.Refused(why);
        }
      }
    }
    guard
        .filter(held -> changes.stream().noneMatch(change -> change.key().equals(held.key())))
        .ifPresent(held -> changes.add(bumped(state, revision, held.key())));
    if (changes.isEmpty()) {
      return new Outcome.Unchanged();
    }
    // The value of a guarded key that nothing else touches is written too.
    long bytes = changes.stream().mapToLong(Frames::bytes).sum();
    if (bytes > StoreLimits.TRANSACTION_BYTES_MAX) {
      return new Outcome.Refused(
          new Commit.Invalid(
              changes.getFirst().key(),
              "a transaction writes at most " + StoreLimits.TRANSACTION_BYTES_MAX + " bytes"));
    }
    return new Outcome.Changed(new CommitRecord(revision, atMillis, changes, (int) bytes));
  }

  private sealed interface Step {
    record Write(Optional<String> value) implements Step {}

    record Nothing() implements Step {}

    record Refused(Commit why) implements Step {}
  }

  private static Step step(TreeState state, Mutation mutation) {
    ConfigKey key = mutation.key();
    Slot slot = state.tree().find(key.text());
    String stored = slot == null ? null : slot.value();
    return switch (mutation) {
      case Mutation.Create(var _, var value) ->
          stored == null ? write(key, value) : new Step.Refused(new Commit.Exists(key));
      case Mutation.Set(var _, var value) -> write(key, value);
      case Mutation.Append(var _, var value) ->
          stored == null ? missing(key) : append(key, stored, value);
      case Mutation.SetByPath(var _, var changes) -> {
        if (stored == null) {
          yield missing(key);
        }
        yield switch (JsonPath.change(stored, changes)) {
          case Parsed.Ok<String>(var changed) -> write(key, changed);
          case Parsed.Malformed<String>(var why) -> new Step.Refused(new Commit.Invalid(key, why));
        };
      }
      case Mutation.Remove _ ->
          stored == null ? new Step.Nothing() : new Step.Write(Optional.empty());
      case Mutation.Delete _ -> stored == null ? missing(key) : new Step.Write(Optional.empty());
    };
  }

  private static Step missing(ConfigKey key) {
    return new Step.Refused(new Commit.Missing(key));
  }

  private static Step append(ConfigKey key, String stored, String value) {
    // Checked before the two are joined: neither may be so long that the join is the problem.
    return stored.length() + (long) value.length() > Mutation.VALUE_BYTES_MAX
        ? tooLong(key)
        : write(key, stored + value);
  }

  private static Step write(ConfigKey key, String value) {
    int bytes = value.length() > Mutation.VALUE_BYTES_MAX ? Integer.MAX_VALUE : Utf8.bytes(value);
    if (bytes < 0) {
      return new Step.Refused(new Commit.Invalid(key, "the value is not well-formed Unicode"));
    }
    return bytes > Mutation.VALUE_BYTES_MAX ? tooLong(key) : new Step.Write(Optional.of(value));
  }

  private static Step tooLong(ConfigKey key) {
    return new Step.Refused(
        new Commit.Invalid(key, "the value is longer than " + Mutation.VALUE_BYTES_MAX + " bytes"));
  }

  private static Change bumped(TreeState state, long revision, ConfigKey key) {
    Slot slot = state.tree().find(key.text());
    return change(state, revision, key, Optional.ofNullable(slot == null ? null : slot.value()));
  }

  private static Change change(
      TreeState state, long revision, ConfigKey key, Optional<String> value) {
    @Nullable Slot slot = state.tree().find(key.text());
    return new Change(revision, key, value, (slot == null ? state.floor() : slot.version()) + 1);
  }

  /// What a guard is compared with: 0 for a key that the tree does not know.
  private static long version(TreeState state, ConfigKey key) {
    @Nullable Slot slot = state.tree().find(key.text());
    return slot == null ? 0 : slot.version();
  }
}
