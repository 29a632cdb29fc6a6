package io.bucky.krpc;

/// Answers one method. Runs on a virtual thread and may block until the caller's deadline, unless
/// it is registered as one that answers from memory.
@FunctionalInterface
public interface Handler<Q, R> {
  Reply<R> handle(Caller caller, Q request) throws InterruptedException;
}
