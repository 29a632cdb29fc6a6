package io.bucky.krpc;

/// Calls methods of other services. Implementations: over HTTP, in this process, over the node's
/// local socket.
public interface KrpcCaller {
  /// Blocks until the answer or the client's time limit (15 s unless set).
  <Q, R> Answer<R> call(Method<Q, R> method, Q request) throws InterruptedException;
}
