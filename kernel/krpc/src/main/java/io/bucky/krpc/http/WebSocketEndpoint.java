package io.bucky.krpc.http;

import java.io.IOException;

/// What runs over one WebSocket.
@FunctionalInterface
public interface WebSocketEndpoint {
  /// Runs on a virtual thread of its own; returning closes the socket. Interrupted when the server
  /// closes.
  void run(WebSocketChannel channel) throws IOException, InterruptedException;
}
