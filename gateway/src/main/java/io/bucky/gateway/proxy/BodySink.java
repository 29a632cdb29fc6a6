package io.bucky.gateway.proxy;

import io.netty.buffer.ByteBuf;

/// Where the body of one request goes. All calls come on the client's loop.
interface BodySink {
  /// @param data without transfer coding; the sink owns it
  void data(ByteBuf data);

  /// @param trailers whole field lines, or none
  void end(byte[] trailers);

  /// What was given may go on the wire.
  void flush();

  /// The client is gone before its request or its answer was over.
  void gone();

  /// The client takes bytes again.
  void writable();
}
