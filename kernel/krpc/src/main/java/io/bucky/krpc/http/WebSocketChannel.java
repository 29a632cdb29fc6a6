package io.bucky.krpc.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// One open WebSocket that carries text messages. One thread sends; one thread receives.
public interface WebSocketChannel {
  /// Sends one message; blocks until it is handed to the network.
  ///
  /// @throws IOException when the peer is gone
  void send(String text) throws IOException, InterruptedException;

  /// The next message; empty when none came in time or the socket is closed.
  Optional<String> receive(Duration atMost) throws InterruptedException;

  boolean isOpen();
}
