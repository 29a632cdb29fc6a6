package io.bucky.cli;

import io.bucky.config.RemoteConfig;
import io.bucky.krpc.Method;

/// A zone that answers calls: over the node's local socket, or over the network with a token.
interface ZoneConnection extends AutoCloseable {
  /// Calls `method` and returns its result.
  ///
  /// @throws Failure with the exit status that the refusal asks for
  <Q, R> R call(Method<Q, R> method, Q request) throws InterruptedException;

  /// The zone's system config, for watches too. The caller closes it.
  RemoteConfig config() throws InterruptedException;

  @Override
  void close();
}
