package io.bucky.scheduler;

import io.bucky.api.SchedulerApi.Explanation;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// What one round decided.
///
/// @param mutations for one transaction; empty when everything is as it should be
/// @param guard holds when a mutation changes a key that others write too
/// @param explanations service id to why it is where it is
/// @param wakeAt when time alone will change the plan
public record Plan(
    List<Mutation> mutations,
    Optional<Transaction.Guard> guard,
    SortedMap<String, Explanation> explanations,
    Optional<Instant> wakeAt) {
  public Plan {
    mutations = List.copyOf(mutations);
    explanations = Collections.unmodifiableSortedMap(explanations);
  }

  public Transaction transaction() {
    return new Transaction(mutations, guard);
  }
}
