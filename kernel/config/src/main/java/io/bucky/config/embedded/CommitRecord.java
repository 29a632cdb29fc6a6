package io.bucky.config.embedded;

import io.bucky.config.Change;
import java.util.List;

/// One transaction as it took effect: what the log holds and what watches see.
///
/// @param revision of the tree after it; records are numbered without gaps
/// @param atMillis wall time, for people
/// @param changes at least one; one per key; all of this revision
/// @param bytes of its keys and values
record CommitRecord(long revision, long atMillis, List<Change> changes, int bytes) {
  CommitRecord {
    changes = List.copyOf(changes);
  }
}
