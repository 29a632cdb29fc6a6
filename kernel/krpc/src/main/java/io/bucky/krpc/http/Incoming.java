package io.bucky.krpc.http;

import io.netty.buffer.ByteBuf;

/// A request whose head was read. Called on the connection's loop.
interface Incoming {
  /// The next part of the body; the last one may be empty. The caller releases it.
  void content(ByteBuf part, boolean last);

  /// The body did not arrive in time, or the answer that [Connection#answerBy] waits for.
  void late();

  /// The peer is gone.
  void gone();

  /// The connection takes more bytes again.
  default void writable() {}
}
