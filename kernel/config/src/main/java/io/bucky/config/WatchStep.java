package io.bucky.config;

import java.util.List;

/// What a watch brings.
public sealed interface WatchStep {
  /// @param changes in revision order; empty when only time passed
  /// @param upTo everything at or below this revision was delivered; resume with it
  record Changes(List<Change> changes, long upTo) implements WatchStep {
    public Changes {
      changes = List.copyOf(changes);
    }
  }

  /// The asked revision is older than the kept history: take a snapshot and watch from there.
  record Compacted(long oldest) implements WatchStep {}

  /// The store does not answer; try again after a pause, from the same revision.
  record Unavailable(String why) implements WatchStep {}
}
