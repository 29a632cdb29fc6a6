package io.bucky.krpc;

import java.util.concurrent.CompletionStage;

/// Answers one method later, without a thread that waits. Runs on an event loop and must not wait;
/// for the few methods that are called thousands of times a second and end with a disk or a peer.
@FunctionalInterface
public interface LaterHandler<Q, R> {
  /// @return completed by any thread; what depends on it is short
  CompletionStage<Reply<R>> handle(Caller caller, Q request);
}
