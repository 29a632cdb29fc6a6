package io.bucky.config;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The zone's key tree, as every program sees it. The embedded engine and the remote client are two
/// of these; the contract test holds for both.
///
/// A method of the remote client throws [ConfigUnavailable] when the service does not answer or
/// refuses the caller.
public interface ConfigStore {
  Optional<Entry> get(ConfigKey key) throws InterruptedException;

  /// The names of the direct children of `prefix` (empty text: the root), sorted, each once.
  List<String> children(String prefix) throws InterruptedException;

  /// Everything at or below `prefix` (empty text: all), as of one revision.
  ConfigSnapshot snapshot(String prefix) throws InterruptedException;

  /// Applies `transaction`; durable when it answers [Commit.Applied].
  Commit commit(Transaction transaction) throws InterruptedException;

  /// [#commit] for a caller that has no thread to wait with. Never waits.
  ///
  /// @return fails with [ConfigUnavailable] where [#commit] throws it; what depends on it is short
  default CompletableFuture<Commit> submit(Transaction transaction) {
    var answer = new CompletableFuture<Commit>();
    Thread.ofVirtual()
        .name("config-commit")
        .start(() -> {
          try {
            answer.complete(commit(transaction));
          } catch (InterruptedException | RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  /// Changes at or below `prefix` after `revision`.
  ConfigWatch watch(String prefix, long revision);

  /// What is still remembered of one key's changes, oldest first; memory reaches back as far as a
  /// watch can.
  List<Change> history(ConfigKey key) throws InterruptedException;
}
