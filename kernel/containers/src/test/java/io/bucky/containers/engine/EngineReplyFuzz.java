package io.bucky.containers.engine;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/// Fuzz target: whatever sits behind the engine's socket, reading its answer ends in an answer or
/// in an [IOException].
public final class EngineReplyFuzz {
  private static final int BODY_BYTES_MAX = 1 << 20;

  private EngineReplyFuzz() {}

  /// Called by the fuzzer; anything thrown is a finding.
  public static void fuzzerTestOneInput(byte[] data) {
    try {
      HttpReply reply = HttpReply.read(new ByteArrayInputStream(data));
      new LogFrames(data.length % 2 == 0)
          .read(new ByteArrayInputStream(reply.bytes(BODY_BYTES_MAX)));
    } catch (IOException expected) {
      return; // said, and nothing else happened
    }
  }
}
