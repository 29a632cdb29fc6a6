package io.bucky.krpc.http;

import java.io.IOException;

/// Something that is served beside kRPC: a stream, a redirect, a file.
public interface HttpRoute {
  /// Whether this route answers; asked in the order of registration.
  ///
  /// @param method upper case
  /// @param path decoded and without `.` and `..`
  boolean matches(String method, String path);

  /// Answers. Runs on the request's virtual thread and may block. Has 15 s, unless it asked for a
  /// stream or a WebSocket: those end with the connection, or by an interrupt when the server
  /// closes. An `IOException` means that the peer is gone.
  void handle(HttpExchange exchange) throws IOException, InterruptedException;
}
