package io.bucky.gateway.http;

import java.nio.channels.FileChannel;

/// An open file that several answers may be sent from; closed when its last holder lets go.
public interface HeldFile {
  FileChannel channel();

  void hold();

  void release();
}
