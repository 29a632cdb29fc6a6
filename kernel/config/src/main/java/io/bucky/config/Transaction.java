package io.bucky.config;

import java.util.List;
import java.util.Optional;

/// Mutations that apply together or not at all.
///
/// @param mutations at most 1,024; of two for one key the last counts
/// @param guard what must still be true when it applies
public record Transaction(List<Mutation> mutations, Optional<Guard> guard) {
  public static final int MUTATIONS_MAX = 1_024;

  public Transaction {
    mutations = List.copyOf(mutations);
  }

  /// Applies only while `key` is at `version` (0: never written); bumps it even if no mutation
  /// names it. Called `main_key` on the wire.
  public record Guard(ConfigKey key, long version) {}

  public static Transaction of(Mutation... mutations) {
    return new Transaction(List.of(mutations), Optional.empty());
  }

  public static Transaction guarded(Guard guard, List<Mutation> mutations) {
    return new Transaction(mutations, Optional.of(guard));
  }
}
