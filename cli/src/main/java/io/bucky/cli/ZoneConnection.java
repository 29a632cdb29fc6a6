package io.bucky.cli;

import io.bucky.krpc.Method;

/// A zone that answers calls: over the node's local socket, or over the network with a token.
interface ZoneConnection extends AutoCloseable {
  /// Calls `method` and returns its result.
  ///
  /// @throws Failure with the exit status that the refusal asks for
  <Q, R> R call(Method<Q, R> method, Q request) throws InterruptedException;

  /// Where system config answers, for watches.
  SystemConfigAddress systemConfig() throws InterruptedException;

  @Override
  void close();

  /// @param base address under which `/kapi/...` stands
  /// @param token to present
  record SystemConfigAddress(java.net.URI base, String token) {}
}
